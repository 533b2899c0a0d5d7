import { describe, expect, it } from 'vitest'
import { readAddress } from './address-reading'
import { pathText, type Provinces } from '@/components/address/regions'

const county = (code: string, name: string): [string, string] => [code, name]
const provinces: Provinces = [
  ['110000', '北京市', [['110100', '北京市', [county('110105', '朝阳区'), county('110101', '东城区')]]]],
  [
    '220000',
    '吉林省',
    [
      ['220100', '长春市', [county('220104', '朝阳区')]],
      ['220200', '吉林市', [county('220202', '昌邑区')]],
    ],
  ],
  ['310000', '上海市', [['310100', '上海市', [county('310115', '浦东新区'), county('310106', '静安区')]]]],
  ['320000', '江苏省', [['320100', '南京市', [county('320106', '鼓楼区')]]]],
  ['330000', '浙江省', [['330100', '杭州市', [county('330106', '西湖区'), county('330122', '桐庐县')]]]],
  ['350000', '福建省', [['350100', '福州市', [county('350102', '鼓楼区')]]]],
  ['420000', '湖北省', [['420100', '武汉市', [county('420112', '东西湖区')]]]],
  ['450000', '广西壮族自治区', [['450100', '南宁市', [county('450103', '青秀区')]]]],
]
const read = (text: string) => {
  const { regions, ...rest } = readAddress(text, provinces)
  return { ...rest, regions: regions.map(pathText) }
}
const zhang = {
  receiver: '张三',
  phone: '13800000000',
  regions: ['浙江省 杭州市 西湖区'],
  detail: '文三路 1 号',
}

describe('reading an address from what somebody pasted', () => {
  it.each([
    '张三 13800000000 浙江省杭州市西湖区文三路 1 号',
    '张三，138-0000-0000，浙江省杭州市西湖区文三路 1 号',
    '张三\n+86 138 0000 0000\n浙江省 杭州市 西湖区\n文三路 1 号',
    '浙江省杭州市西湖区文三路 1 号 张三 8613800000000',
    '13800000000 浙江杭州西湖区文三路 1 号，张三',
    '收货人：张三\n手机号码：13800000000\n所在地区：浙江省杭州市西湖区\n详细地址：文三路 1 号',
    '杭州市西湖区文三路 1 号 张三 13800000000',
    '浙江省西湖区文三路 1 号 13800000000 张三',
    '文三路 1 号 张三 13800000000 浙江省杭州市西湖区',
  ])('finds the same in %s', (text) => {
    expect(read(text)).toEqual(zhang)
  })

  it('lets a municipality stand once, twice, or without its suffix', () => {
    for (const text of ['上海市浦东新区', '上海市上海市浦东新区', '上海浦东', '上海市市辖区浦东新区'])
      expect(read(`李四 13900000000 ${text}博云路 2 号`)).toMatchObject({
        receiver: '李四',
        regions: ['上海市 浦东新区'],
        detail: '博云路 2 号',
      })
  })

  it('asks where a county’s name stands in several cities', () => {
    expect(read('王五 13700000000 鼓楼区中山路 9 号').regions).toEqual(['江苏省 南京市 鼓楼区', '福建省 福州市 鼓楼区'])
    expect(read('朝阳区建国路 1 号').regions).toEqual(['北京市 朝阳区', '吉林省 长春市 朝阳区'])
    expect(read('北京朝阳区建国路 1 号').regions).toEqual(['北京市 朝阳区'])
  })

  it('goes as far as it was told and no further', () => {
    expect(read('浙江省杭州市某某大厦')).toMatchObject({ regions: ['浙江省 杭州市'], detail: '某某大厦' })
    expect(read('上海市南京西路 100 号')).toMatchObject({ regions: ['上海市'], detail: '南京西路 100 号' })
    expect(read('你好')).toEqual({ receiver: '你好', phone: '', regions: [], detail: '' })
    expect(read('')).toEqual({ receiver: '', phone: '', regions: [], detail: '' })
  })

  it('takes the longer name where one contains another, and a short autonomous region', () => {
    expect(read('东西湖区吴家山 1 号').regions).toEqual(['湖北省 武汉市 东西湖区'])
    expect(read('广西南宁青秀区民族大道 1 号').regions).toEqual(['广西壮族自治区 南宁市 青秀区'])
    expect(read('吉林省吉林市昌邑区重庆路 1 号').regions).toEqual(['吉林省 吉林市 昌邑区'])
  })

  it('takes no house or estate for a name, and keeps names of several kinds', () => {
    expect(read('浙江省杭州市西湖区 蒋村街道 绿城花园')).toMatchObject({ receiver: '', detail: '蒋村街道 绿城花园' })
    expect(read('阿依古丽·买买提 13800000000 北京东城区').receiver).toBe('阿依古丽·买买提')
    expect(read('Anna Li\n13800000000\n北京市东城区灯市口 1 号').receiver).toBe('Anna Li')
  })

  it('takes no number for a phone that is longer than one', () => {
    expect(read('北京市东城区 138000000001 号').phone).toBe('')
  })
})
