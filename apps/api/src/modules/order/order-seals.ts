import { Injectable } from '@nestjs/common'
import type { WholeReceiver } from '@jishi/contracts/order/receiver.schema'
import { Pii } from '../../infra/crypto/pii.js'

/** Where a parcel goes, as it was when the order was placed. Sealed as one value; it leaves this file in clear only. */
export interface ReceiverSnapshot {
  readonly receiver: string
  readonly phone: string
  readonly regionCode: string
  readonly province: string
  readonly city: string
  readonly county: string
  readonly detail: string
}

const ADDRESS_FIELD = 'orders.address'
const NOTE_FIELD = 'orders.note'
const EVENT_NOTE_FIELD = 'order_events.note'
const INTERNAL_FIELD = 'order_notes.text'

/** Everything personal on an order passes through here on its way into a column and out of it. */
@Injectable()
export class OrderSeals {
  constructor(private readonly pii: Pii) {}

  sealReceiver(receiver: ReceiverSnapshot): string {
    return this.pii.sealJson(ADDRESS_FIELD, receiver)
  }

  openReceiver(sealed: string): ReceiverSnapshot {
    return this.pii.openJson<ReceiverSnapshot>(ADDRESS_FIELD, sealed)
  }

  phoneIndex(phone: string): Buffer {
    return this.pii.blindIndex('phone', phone)
  }

  /** What a buyer writes beside an order often holds a phone or a door code, so it is sealed as well. */
  sealNote(note: string | undefined): string | null {
    return note === undefined || note === '' ? null : this.pii.seal(NOTE_FIELD, note)
  }

  openNote(sealed: string | null): string | null {
    return sealed === null ? null : this.pii.open(NOTE_FIELD, sealed)
  }

  sealInternal(text: string): string | null {
    return text === '' ? null : this.pii.seal(INTERNAL_FIELD, text)
  }

  openInternal(sealed: string | null): string | null {
    return sealed === null ? null : this.pii.open(INTERNAL_FIELD, sealed)
  }

  sealEventNote(note: string | undefined): string | null {
    return note === undefined || note === '' ? null : this.pii.seal(EVENT_NOTE_FIELD, note)
  }

  openEventNote(sealed: string | null): string | null {
    return sealed === null ? null : this.pii.open(EVENT_NOTE_FIELD, sealed)
  }
}

/** 浙江省 杭州市 西湖区; a municipality's city repeats its province and is said once. */
export function regionText({ province, city, county }: ReceiverSnapshot): string {
  return [...new Set([province, city, county])].filter((part) => part !== '').join(' ')
}

/** All of it as operators see it who may, with the one line a courier's form takes apart again: name, phone, region, street. */
export function wholeReceiver(receiver: ReceiverSnapshot): WholeReceiver {
  const { receiver: name, phone, detail } = receiver
  const region = regionText(receiver)
  return { name, phone, region, detail, courierLine: `${name} ${phone} ${region} ${detail}` }
}
