import { reactive } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { forgetAll, situation } from '../../../test/fake-platform'
import { ok, serve } from '../../../test/fake-server'
import type { AddressFields } from './address-form'
import { useReading } from './reading'

const provinces = [
  ['320000', '江苏省', [['320100', '南京市', [['320106', '鼓楼区']]]]],
  ['350000', '福建省', [['350100', '福州市', [['350102', '鼓楼区']]]]],
]
const blank = (): AddressFields => ({
  receiver: '',
  phone: '',
  regionCode: '',
  regionText: '',
  detail: '',
  tag: null,
  isDefault: false,
})

describe('an address that is pasted into the form', () => {
  beforeEach(() => {
    forgetAll()
    serve(() => ok({ provinces }))
  })
  const form = () => {
    const fields = reactive(blank())
    const asked: string[] = []
    return { fields, asked, reading: useReading(fields, () => asked.push(fields.regionCode)) }
  }

  it('fills in what is certain', async () => {
    const { fields, reading } = form()
    await reading.read('张三 13800000000 南京市鼓楼区中山路 1 号')
    expect(fields).toMatchObject({
      receiver: '张三',
      phone: '13800000000',
      regionCode: '320106',
      detail: '中山路 1 号',
    })
    expect(reading.doubt.value).toBe(false)
  })

  it('asks which county is meant, and goes on in the list where none was named', async () => {
    const { fields, asked, reading } = form()
    await reading.read('鼓楼区中山路 1 号')
    expect([reading.choices.value.length, reading.doubt.value, fields.regionCode]).toEqual([2, true, ''])
    reading.takeRegion(reading.choices.value[1] ?? [])
    expect([fields.regionText, reading.doubt.value]).toEqual(['福建省 福州市 鼓楼区', false])
    await reading.read('江苏省南京市某某大厦')
    expect([asked, reading.doubt.value, fields.regionText]).toEqual([['320100'], true, ''])
  })

  it('takes what lies on the clipboard and in the book of the platform', async () => {
    const { fields, reading } = form()
    situation.clipboard = '李四 13900000000 福建省福州市鼓楼区一路 2 号'
    await reading.fromClipboard()
    expect(fields).toMatchObject({ receiver: '李四', regionCode: '350102' })
    situation.accountAddress = {
      receiver: '王 五',
      phone: '13700000000',
      region: '江苏省 南京市 鼓楼区',
      detail: '三路 3 号',
    }
    await reading.fromAccount()
    expect(fields).toMatchObject({ receiver: '王 五', phone: '13700000000', regionCode: '320106', detail: '三路 3 号' })
  })
})
