import fc from 'fast-check'
import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { expect } from 'vitest'
import type { Desk, Standing } from './desk.js'
import * as foreseen from './foresight.js'
import type { Foreseen } from './foresight.js'
import * as goods from './foresight-goods.js'
import * as prices from './foresight-price.js'
import { passTime, payableFen, stockOf, type Life, type Outcome, type Rules } from './life.js'

/** How often each kind of act was done and refused: lives that never come to an act prove nothing of it. */
export const tally = new Map<string, { done: number; refused: number }>()
const count = (words: string, outcome: Outcome): void => {
  const kind = words
    .replace(/\{.*|\d+|true|false/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const counted = tally.get(kind) ?? { done: 0, refused: 0 }
  counted[outcome] += 1
  tally.set(kind, counted)
}

const alike = <Of>(stands: Of, foretold: Of, words: string): void => {
  expect(stands, words).toEqual(foretold)
}

/** One act, foreseen by the model and done in the shop; afterwards both stand alike in every book. */
export class Step implements fc.AsyncCommand<Life, Desk> {
  constructor(
    private readonly words: string,
    private readonly foresees: Foreseen,
    private readonly act: (desk: Desk) => Promise<Outcome>,
    private readonly rules: Rules,
    private readonly bold = true,
    private readonly needs: (life: Life) => boolean = () => true,
  ) {}

  /** Most of what would be refused is left out, so that lives come along; what is bold is tried all the same. */
  check(life: Readonly<Life>): boolean {
    if (!this.needs(life)) return false
    return this.bold || this.foresees(structuredClone(life) as Life, this.rules) === 'done'
  }

  async run(life: Life, desk: Desk): Promise<void> {
    life.now = desk.tick()
    const before = structuredClone(life)
    const foretold = this.foresees(life, this.rules)
    count(this.words, foretold)
    if (foretold === 'refused') alike(life, before, 'a refusal changes nothing')
    alike(await this.act(desk), foretold, this.words)
    await desk.rest()
    const signed = await desk.signed()
    life.lines.forEach((line, at) => (line.signedAt = signed[at] ?? (life.receivedAt === 0 ? null : life.receivedAt)))
    alike(await desk.standing(), standingOf(life), this.words)
  }

  toString(): string {
    return this.words
  }
}

export function standingOf(life: Life): Standing {
  return {
    state: life.state,
    refundedFen: life.refundedFen,
    owedFen: life.state === 'pending_payment' ? payableFen(life) : (life.supplement?.fen ?? null),
    lines: life.lines.map(({ qty, goodsPaidFen, shipped, cancelled, returned, kept, exchanged, ...back }) => ({
      ...{ qty, goodsPaidFen, shipped, cancelled, returned, kept, exchanged },
      ...{ goodsBackFen: back.goodsBackFen, freightBackFen: back.freightBackFen },
    })),
    sales: life.sales.map(({ state }) => state),
    prices: life.prices.map(({ state }) => state),
    coupons: [...(life.coupon === null ? [] : [life.coupon]), ...Array.from({ length: life.madeUp }, () => 'held')],
    money: { takenFen: life.paidFen + life.strayFen, givenFen: life.refundedFen + life.strayFen },
    stock: life.stock.map((skuId) => stockOf(life, skuId)),
  }
}

const SOME = [0, 1]
const place = fc.constantFrom(...SOME)
const who = fc.constantFrom(...SOME)
/** One act in eight is tried although it is likely to be refused. */
const bold = fc.nat(7).map((n) => n === 0)
const PAUSES = [31 * minuteMs, 13 * hourMs, 49 * hourMs, 8 * dayMs, 11 * dayMs]

/** Within what one may decide, beyond it, raised, moved between lines, a line for nothing, too low, and taken away again. */
const MOVES = [[-7], [0, -13], [-20, 5], [-200], [-150, -300], [90], [60, -60], [-291], [-5_000], []] as const

/** Acts on the price while it is unpaid. */
const ofPrice = (rules: Rules) => [
  fc.tuple(fc.constantFrom(...MOVES), who, bold).map(([moves, by, tried]) => changePrice({ moves, by }, rules, tried)),
  fc
    .tuple(who, bold)
    .map(
      ([by, tried]) =>
        new Step(`${by} agrees to the price`, prices.agreesToPrice(by), (desk) => desk.agreeToPrice(by), rules, tried),
    ),
  fc
    .tuple(who, bold)
    .map(
      ([by, tried]) =>
        new Step(`${by} refuses the price`, prices.refusesPrice(by), (desk) => desk.refusePrice(by), rules, tried),
    ),
  fc
    .tuple(who, bold)
    .map(
      ([by, tried]) =>
        new Step(
          `${by} takes the price back`,
          prices.takesPriceBack(by),
          (desk) => desk.takePriceBack(by),
          rules,
          tried,
        ),
    ),
]
const changePrice = (asked: prices.Asked, rules: Rules, tried = true): Step =>
  new Step(
    `change the price ${JSON.stringify(asked)}`,
    prices.changesPrice(asked),
    (desk) => desk.changePrice(asked),
    rules,
    tried,
  )

/** Acts of the order itself. */
const ofOrder = (rules: Rules) => {
  const plain = (words: string, foresees: Foreseen, act: (desk: Desk) => Promise<Outcome>) =>
    bold.map((tried) => new Step(words, foresees, act, rules, tried))
  return [
    plain('start to pay', foreseen.startsToPay, (desk) => desk.startPaying()),
    fc
      .tuple(fc.constantFrom(1, 1, 3), bold)
      .map(
        ([times, tried]) =>
          new Step(`pay, told ${times} times`, foreseen.pays, (desk) => desk.pay(times), rules, tried),
      ),
    new Step('pay late', foreseen.paysLate, (desk) => desk.payLate(), rules, false),
    plain('cancel', foreseen.cancels, (desk) => desk.cancel()),
    fc.tuple(place, fc.nat(3), bold).map(([line, qty, tried]) => {
      const parcel = { line, qty }
      return new Step(`ship ${qty} of ${line}`, foreseen.ships(parcel), (desk) => desk.ship(parcel), rules, tried)
    }),
    plain('correct the number', foreseen.corrects, (desk) => desk.correct()),
    plain('receive', foreseen.receives, (desk) => desk.receive()),
    plain('remind', foreseen.reminds, (desk) => desk.remind()),
    plain('wait longer', foreseen.waitsLonger, (desk) => desk.waitLonger()),
    fc
      .tuple(fc.nat(2), bold)
      .map(([at, tried]) => new Step(`move to ${at}`, foreseen.moves(at), (desk) => desk.move(at), rules, tried)),
    plain('stay', foreseen.stays, (desk) => desk.stay()),
    fc
      .tuple(place, bold)
      .map(([at, tried]) => new Step(`review ${at}`, foreseen.reviews(at), (desk) => desk.review(at), rules, tried)),
    fc.constantFrom(...PAUSES).map((ms) => time(ms, rules)),
    fc
      .record({ line: fc.constantFrom(null, 0, 1), qty: fc.nat(2), fault: fc.boolean(), coupon: fc.boolean() })
      .chain((asked) => bold.map((tried) => shopCancels(asked, rules, tried))),
    place.map((at) => sellsOut(at, rules)),
    place.map((at) => new Step(`bring more of ${at}`, goods.brings(at), (desk) => desk.bring(at), rules, false)),
  ].map((one) => (one instanceof Step ? fc.constant(one) : one))
}

const time = (ms: number, rules: Rules): Step =>
  new Step(`wait ${ms / hourMs} h`, passing(ms), (desk) => desk.passTime(ms), rules)
const passing =
  (ms: number): Foreseen =>
  (life, rules) => {
    passTime(life, ms, rules)
    return 'done'
  }

const asking = (rules: Rules) =>
  fc
    .record({
      line: place,
      qty: fc.integer({ min: 1, max: 3 }),
      returns: fc.boolean(),
      fault: fc.boolean(),
      less: fc.nat(4),
    })
    .chain(({ less, ...rest }) => bold.map((tried) => ask({ ...rest, less: less === 0 }, rules, tried)))
export const ask = (asked: foreseen.Asking, rules: Rules, tried = true): Step =>
  new Step(`ask ${JSON.stringify(asked)}`, foreseen.asks(asked), (desk) => desk.ask(asked), rules, tried)

const exchanging = (rules: Rules) =>
  fc
    .record({ line: place, qty: fc.integer({ min: 1, max: 2 }), wanted: place, fault: fc.boolean() })
    .chain((wish) => bold.map((tried) => exchange(wish, rules, tried)))
const exchange = (wish: goods.Wish, rules: Rules, tried = true): Step =>
  new Step(`exchange ${JSON.stringify(wish)}`, goods.asksExchange(wish), (desk) => desk.askExchange(wish), rules, tried)
const shopCancels = (asked: goods.Cancelling, rules: Rules, tried = true): Step =>
  new Step(
    `shop cancels ${JSON.stringify(asked)}`,
    goods.shopCancels(asked),
    (desk) => desk.cancelPieces(asked),
    rules,
    tried,
  )
const sellsOut = (at: number, rules: Rules): Step =>
  new Step(`others buy all of ${at}`, goods.sellsOut(at), (desk) => desk.sellOut(at), rules, false)

/** Acts on one of the after-sales that were asked for. */
const ofSales = (rules: Rules) => {
  const any = (life: Life): boolean => life.sales.length > 0
  const on = (words: string, foresees: Foreseen, act: (desk: Desk) => Promise<Outcome>, tried: boolean) =>
    new Step(words, foresees, act, rules, tried, any)
  const acts = (at: number, by: number, yes: boolean, good: number, tried: boolean): Step[] => [
    on(`${by} approves ${at}`, foreseen.approves(at), (desk) => desk.approve(at, by), tried),
    on(`${by} refuses ${at}`, foreseen.refuses(at, by), (desk) => desk.refuse(at, by), tried),
    on(`ask for evidence of ${at}`, foreseen.asksEvidence(at), (desk) => desk.askEvidence(at), tried),
    on(`say in ${at}`, foreseen.says(at), (desk) => desk.say(at), tried),
    on(`send ${at} back`, foreseen.sendsBack(at), (desk) => desk.sendBack(at), tried),
    on(`take goods of ${at}, ${good} good`, foreseen.takesGoods(at, good), (desk) => desk.takeGoods(at, good), tried),
    on(`${by} refuses goods of ${at}`, foreseen.refusesGoods(at, by), (desk) => desk.refuseGoods(at, by), tried),
    on(`complain of ${at}`, foreseen.complains(at), (desk) => desk.complain(at), tried),
    on(`${by} judges ${at} ${yes}`, foreseen.judges(at, by, yes), (desk) => desk.judge(at, by, yes), tried),
    on(`withdraw ${at}`, foreseen.withdraws(at), (desk) => desk.withdraw(at), tried),
    on(`pay the difference of ${at}`, goods.paysDifference(at), (desk) => desk.payDifference(at), tried),
    on(`send the other goods of ${at}`, goods.resends(at), (desk) => desk.resend(at), tried),
    on(`the other goods of ${at} are signed for`, goods.signsFor(at), (desk) => desk.signFor(at), tried),
    on(`take the other goods of ${at}`, goods.takesReplacement(at), (desk) => desk.takeReplacement(at), tried),
  ]
  const chosen = fc.tuple(fc.nat(3), who, fc.boolean(), fc.nat(2), bold)
  return Array.from({ length: acts(0, 0, true, 0, true).length }, (_, which) =>
    chosen.map((given) => acts(...given)[which] as Step),
  )
}

/** Any acts, those of after-sales and asking for one as likely as all others together. */
export const anyActs = (rules: Rules, most: number) =>
  fc.commands(
    [
      ...ofOrder(rules),
      ...ofPrice(rules),
      asking(rules),
      asking(rules),
      exchanging(rules),
      exchanging(rules),
      ...ofSales(rules),
    ],
    { maxCommands: most, size: 'max' },
  )

/** Steps by name, for lives that are written down. */
export const stepsOf = (rules: Rules) => {
  const step = (words: string, foresees: Foreseen, act: (desk: Desk) => Promise<Outcome>) =>
    new Step(words, foresees, act, rules)
  return {
    pay: (times = 1) => step('pay', foreseen.pays, (desk) => desk.pay(times)),
    startToPay: step('start to pay', foreseen.startsToPay, (desk) => desk.startPaying()),
    payLate: step('pay late', foreseen.paysLate, (desk) => desk.payLate()),
    reprice: (moves: readonly number[], by = 0) => changePrice({ moves, by }, rules),
    agree: (by: number) => step('agree to the price', prices.agreesToPrice(by), (desk) => desk.agreeToPrice(by)),
    refusePrice: (by: number) => step('refuse the price', prices.refusesPrice(by), (desk) => desk.refusePrice(by)),
    takePriceBack: (by: number) =>
      step('take the price back', prices.takesPriceBack(by), (desk) => desk.takePriceBack(by)),
    cancel: step('cancel', foreseen.cancels, (desk) => desk.cancel()),
    ship: (line = 0, qty = 0) => step('ship', foreseen.ships({ line, qty }), (desk) => desk.ship({ line, qty })),
    receive: step('receive', foreseen.receives, (desk) => desk.receive()),
    move: (at: number) => step(`move to ${at}`, foreseen.moves(at), (desk) => desk.move(at)),
    stay: step('stay', foreseen.stays, (desk) => desk.stay()),
    review: (at: number) => step('review', foreseen.reviews(at), (desk) => desk.review(at)),
    time: (ms: number) => time(ms, rules),
    ask: (asked: Partial<foreseen.Asking>) =>
      ask({ line: 0, qty: 1, returns: false, fault: false, less: false, ...asked }, rules),
    approve: (at: number, by = 0) => step('approve', foreseen.approves(at), (desk) => desk.approve(at, by)),
    refuse: (at: number, by = 0) => step('refuse', foreseen.refuses(at, by), (desk) => desk.refuse(at, by)),
    sendBack: (at: number) => step('send back', foreseen.sendsBack(at), (desk) => desk.sendBack(at)),
    takeGoods: (at: number, good: number) =>
      step('take goods', foreseen.takesGoods(at, good), (desk) => desk.takeGoods(at, good)),
    refuseGoods: (at: number, by = 0) =>
      step('refuse goods', foreseen.refusesGoods(at, by), (desk) => desk.refuseGoods(at, by)),
    complain: (at: number) => step('complain', foreseen.complains(at), (desk) => desk.complain(at)),
    judge: (at: number, by: number, yes: boolean) =>
      step('judge', foreseen.judges(at, by, yes), (desk) => desk.judge(at, by, yes)),
    withdraw: (at: number) => step('withdraw', foreseen.withdraws(at), (desk) => desk.withdraw(at)),
    exchange: (wish: Partial<goods.Wish>) => exchange({ line: 0, qty: 1, wanted: 1, fault: false, ...wish }, rules),
    payDifference: (at: number) =>
      step('pay the difference', goods.paysDifference(at), (desk) => desk.payDifference(at)),
    resend: (at: number) => step('send the other goods', goods.resends(at), (desk) => desk.resend(at)),
    signFor: (at: number) => step('the other goods are signed for', goods.signsFor(at), (desk) => desk.signFor(at)),
    takeReplacement: (at: number) =>
      step('take the other goods', goods.takesReplacement(at), (desk) => desk.takeReplacement(at)),
    sellOut: (at: number) => sellsOut(at, rules),
    shopCancels: (asked: Partial<goods.Cancelling>) =>
      shopCancels({ line: null, qty: 0, fault: true, coupon: false, ...asked }, rules),
  }
}
