/** What both kinds of client hand to us when a program calls Page or Component, as far as uni-app's output uses it. */
export type Method = (this: never, ...args: never[]) => unknown

export interface WechatOptions {
  options?: Record<string, unknown>
  properties?: Record<string, unknown>
  data?: Record<string, unknown>
  methods?: Record<string, Method>
  observers?: Record<string, Method>
  behaviors?: unknown[]
  externalClasses?: string[]
  lifetimes?: Record<string, Method>
  pageLifetimes?: Record<string, Method>
  created?: Method
  attached?: Method
  ready?: Method
  detached?: Method
}

export interface AlipayOptions {
  props?: Record<string, unknown>
  data?: Record<string, unknown>
  methods?: Record<string, Method>
  options?: Record<string, unknown>
  mixins?: unknown[]
  onInit?: Method
  deriveDataFromProps?: Method
  didMount?: Method
  didUnmount?: Method
}

interface Typed {
  type?: unknown
  value?: unknown
}

const ours: Record<string, unknown> = { String, Number, Boolean, Object, Array }

/** Constructors of another realm are strangers here: String is known by its name. */
const ownType = (type: unknown): unknown => (typeof type === 'function' ? (ours[type.name] ?? null) : null)

const ownProperty = (property: unknown): Typed => {
  if (typeof property === 'function' || property === null) return { type: ownType(property) }
  const { type, value } = property as Typed
  const known = { type: ownType(type) }
  return value === undefined ? known : { ...known, value }
}

const mapped = <T, R>(values: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))

/** Ready for the framework: the same options with the property types of this realm. */
export const fromWechat = (options: WechatOptions): WechatOptions => ({
  ...options,
  ...(options.properties ? { properties: mapped(options.properties, ownProperty) } : {}),
})

/** A running component or page as the framework shows it to its own code. */
export interface Instance {
  is: string
  data: Record<string, unknown>
  properties: Record<string, unknown>
  props?: Record<string, unknown>
  setData(change: Record<string, unknown>, then?: () => void): void
  [name: string]: unknown
}

type OwnerOf = (instance: Instance) => Record<string, unknown>

const isHandler = (name: string): boolean => /^on[A-Z]/.test(name)

/** Alipay hands methods of the parent down as functions; the markup only names them. */
const propsOf = (instance: Instance, names: readonly string[], ownerOf: OwnerOf): Record<string, unknown> => {
  const props: Record<string, unknown> = {}
  for (const name of names) {
    const value = instance.properties[name]
    if (!isHandler(name)) props[name] = value
    else if (typeof value === 'string' && value !== '') {
      props[name] = (...args: unknown[]): unknown => {
        const method = ownerOf(instance)[value]
        return typeof method === 'function'
          ? (method as (...given: unknown[]) => unknown).apply(ownerOf(instance), args)
          : undefined
      }
    }
  }
  return props
}

const call = (method: Method | undefined, instance: Instance, ...args: unknown[]): void => {
  const given = method as ((this: unknown, ...values: unknown[]) => unknown) | undefined
  given?.apply(instance, args)
}

/** An Alipay component in the words of the framework, which are WeChat's. `handed`: all names that markup hands over. */
export const fromAlipay = (options: AlipayOptions, handed: readonly string[], ownerOf: OwnerOf): WechatOptions => {
  const defaults = options.props ?? {}
  const names = [...new Set([...handed, ...Object.keys(defaults)])]
  const values = mapped(defaults, (value) => (typeof value === 'function' ? '' : value))
  const properties = Object.fromEntries(
    names.map((name) => [name, { type: null, ...(values[name] === undefined ? {} : { value: values[name] }) }]),
  )
  const alive = new WeakSet<object>()
  return {
    options: { multipleSlots: true, ...options.options },
    properties,
    data: options.data ?? {},
    methods: options.methods ?? {},
    observers: {
      [names.join(',')](this: Instance) {
        if (!alive.has(this)) return
        const next = propsOf(this, names, ownerOf)
        call(options.deriveDataFromProps, this, next)
        this.props = next
      },
    },
    lifetimes: {
      attached(this: Instance) {
        this.props = propsOf(this, names, ownerOf)
        alive.add(this)
        call(options.onInit, this)
        call(options.deriveDataFromProps, this, this.props)
        const taken = this.properties['ref']
        if (typeof taken === 'string') call(ownerOf(this)[taken] as Method | undefined, ownerOf(this) as Instance, this)
      },
      ready(this: Instance) {
        call(options.didMount, this)
      },
      detached(this: Instance) {
        alive.delete(this)
        call(options.didUnmount, this)
      },
    },
  }
}

/** A page of Alipay is one flat object; so is a page of WeChat that does not come as a component. */
export const fromPage = (options: Record<string, unknown>): WechatOptions => {
  const methods = Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, Method] => typeof entry[1] === 'function'),
  )
  return { options: { multipleSlots: true }, data: (options['data'] ?? {}) as Record<string, unknown>, methods }
}
