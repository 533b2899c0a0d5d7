import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api'
import { problemQuestion, questionOf } from './question'

const quote = (payableFen: number): QuoteView =>
  ({
    quoteId: 'q',
    lines: [{ skuId: 'a', title: '苹果', role: 'main', unitFen: 1 }],
    rules: [],
    totals: {
      ...{ listFen: 1, unitDiscountFen: 0, promotionFen: 0, couponFen: 0, pointsFen: 0, adjustFen: 0, freightFen: 0 },
      payableFen,
    },
    problems: [],
  }) as unknown as QuoteView
const refused = (code: ApiError['code'], details?: unknown) => new ApiError(code, '没有成功', 409, 'r', details)

describe('questions of the checkout', () => {
  it('shows the old and the new sum when the price has moved', () => {
    const question = questionOf(refused('QUOTE_CHANGED', { quote: quote(9660) }), quote(9560), true)
    expect(question).toMatchObject({ kind: 'quote', words: '合计从 ¥95.60 变为 ¥96.60，要按新的金额下单吗？' })
  })

  it('names what is short, with what is left', () => {
    const question = questionOf(refused('OUT_OF_STOCK', { items: [{ skuId: 'a', available: 2 }] }), quote(1), true)
    expect(question).toMatchObject({ kind: 'stock', list: ['苹果，还剩 2 件'], yes: '回购物车调整' })
    expect(questionOf(refused('NOT_ON_SALE', { items: [{ skuId: 'a' }] }), quote(1), false)?.list).toEqual([
      '苹果，已下架',
    ])
  })

  it('offers to try again when no answer came, and nothing for a plain refusal', () => {
    expect(questionOf(refused('TIMEOUT'), quote(1), true)?.kind).toBe('unsure')
    expect(questionOf(refused('CART_CHANGED'), quote(1), true)?.kind).toBe('cart')
    expect(questionOf(refused('NOT_DELIVERABLE'), quote(1), true)).toBeNull()
  })

  it('stops before placing what the quote already refuses', () => {
    const problems: QuoteView['problems'] = [{ skuId: 'a', code: 'OUT_OF_STOCK', available: 1 }]
    expect(problemQuestion({ ...quote(1), problems }, false)?.list).toEqual(['苹果，还剩 1 件'])
    expect(problemQuestion(quote(1), true)).toBeNull()
  })
})
