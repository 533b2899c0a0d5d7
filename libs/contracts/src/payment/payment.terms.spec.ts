import { describe, expect, it } from 'vitest'
import { browserContainer, CHANNELS_OF, CONTAINERS, PAYMENT_CHANNELS, WALLET_OF, worksIn } from './payment.terms.js'
import type { Container, PaymentChannel } from './payment.terms.js'

describe('channels of a container', () => {
  it('every channel has its place, and no container names one twice', () => {
    const offered = CONTAINERS.map((container): readonly PaymentChannel[] => CHANNELS_OF[container])
    expect(new Set(offered.flat())).toEqual(new Set(PAYMENT_CHANNELS))
    for (const channels of offered) expect(new Set(channels).size).toBe(channels.length)
  })

  // What each wallet demands of the place it is called from.
  it.each<[PaymentChannel, Container[]]>([
    ['wechat_mp', ['mp-weixin']],
    ['wechat_oa', ['wechat-browser']],
    ['wechat_h5', ['mobile-browser']],
    ['wechat_native', ['desktop-browser']],
    ['alipay_mp', ['mp-alipay']],
    ['alipay_wap', ['alipay-browser', 'mobile-browser']],
    ['alipay_page', ['desktop-browser']],
    ['unionpay_wap', ['mobile-browser']],
    ['unionpay_page', ['desktop-browser']],
  ])('%s works in %j only', (channel, containers) => {
    expect(CONTAINERS.filter((container) => worksIn(container, channel))).toEqual(containers)
  })

  it('a wallet lets nobody pay with the other one inside of it', () => {
    const walletsIn = (container: Container) => [
      ...new Set(CHANNELS_OF[container].map((channel) => WALLET_OF[channel])),
    ]
    expect(['mp-weixin', 'wechat-browser'].map((name) => walletsIn(name as Container))).toEqual([
      ['wechat'],
      ['wechat'],
    ])
    expect(['mp-alipay', 'alipay-browser'].map((name) => walletsIn(name as Container))).toEqual([
      ['alipay'],
      ['alipay'],
    ])
    expect(walletsIn('mobile-browser')).toEqual(['wechat', 'alipay', 'unionpay'])
    expect(walletsIn('desktop-browser')).toEqual(['wechat', 'alipay', 'unionpay'])
  })
})

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko)'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)'

describe('the container of a browser', () => {
  it.each<[string, Container, string]>([
    [
      'WeChat on an iPhone',
      'wechat-browser',
      `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`,
    ],
    [
      'WeChat on Android',
      'wechat-browser',
      `${ANDROID} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x2800315A) WeChat/arm64 Weixin NetType/5G Language/zh_CN ABI/arm64`,
    ],
    [
      'WeChat on Windows',
      'wechat-browser',
      `${WINDOWS} Chrome/107.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/8555 Flue`,
    ],
    [
      'WeChat on a Mac',
      'wechat-browser',
      `${MAC} Chrome/107.0.0.0 Safari/537.36 MicroMessenger/6.8.0(0x16080000) MacWechat/3.8.7(0x13080712) XWEB/1191 Flue`,
    ],
    [
      'WeChat on HarmonyOS',
      'wechat-browser',
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile MicroMessenger/8.0.50 NetType/WIFI',
    ],
    [
      'WeCom, which pays as WeChat does',
      'wechat-browser',
      `${ANDROID} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh`,
    ],
    [
      'Alipay on an iPhone',
      'alipay-browser',
      `${IPHONE} Mobile/21F79 NebulaSDK/1.8.100112 Nebula PSDType(1) AlipayDefined(nt:WIFI,ws:393|788|3.0) AliApp(AP/10.5.90.6000) AlipayClient/10.5.90.6000 Language/zh-Hans`,
    ],
    [
      'Alipay on Android',
      'alipay-browser',
      `${ANDROID} Version/4.0 Chrome/105.0.0.0 MYWeb/0.11 UWS/3.22.2.59 UCBS/3.22.2.59 Mobile Safari/537.36 NebulaSDK/1.8.100112 Nebula AliApp(AP/10.5.88.8000) AlipayClient/10.5.88.8000 Language/zh-Hans`,
    ],
    ['Safari on an iPhone', 'mobile-browser', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
    [
      'Chrome on Android',
      'mobile-browser',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    ],
    [
      'Chrome on an Android tablet',
      'mobile-browser',
      'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    ],
    [
      'QQ browser on Android',
      'mobile-browser',
      `${ANDROID} Version/4.0 Chrome/109.0.0.0 MQQBrowser/15.2 Mobile Safari/537.36 COVC/046605`,
    ],
    [
      'Huawei on HarmonyOS 4',
      'mobile-browser',
      'Mozilla/5.0 (Linux; Android 12; HarmonyOS; ALN-AL00; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36',
    ],
    [
      'Huawei on HarmonyOS NEXT',
      'mobile-browser',
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.1.4.332',
    ],
    [
      'a tablet on HarmonyOS NEXT',
      'mobile-browser',
      'Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 HuaweiBrowser/5.1.4.332',
    ],
    [
      'Safari on an iPad that asks for mobile pages',
      'mobile-browser',
      'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    ],
    [
      'Safari on an iPad that calls itself a Mac',
      'desktop-browser',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    ],
    ['Chrome on Windows', 'desktop-browser', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36`],
    ['Edge on Windows', 'desktop-browser', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`],
    ['Firefox on Linux', 'desktop-browser', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'],
    [
      'a PC on HarmonyOS',
      'desktop-browser',
      'Mozilla/5.0 (PC; OpenHarmony 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.45 HuaweiBrowser/6.0.2.301',
    ],
    ['nobody who says anything', 'desktop-browser', ''],
  ])('%s: %s', (_, container, userAgent) => {
    expect(browserContainer(userAgent)).toBe(container)
  })
})
