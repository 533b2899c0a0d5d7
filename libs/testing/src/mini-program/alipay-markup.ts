const tag = /<([a-zA-Z][\w-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)(\s*\/?)>/g
const attribute = /\s+([^\s=>/]+)((?:\s*=\s*(?:"[^"]*"|'[^']*'))?)/g

const nativeName = (name: string): string => {
  const event = /^(on|catch)([A-Z].*)$/.exec(name)
  if (event) return `${event[1] === 'on' ? 'bind' : 'catch'}${(event[2] ?? '').toLowerCase()}`
  return name.replace(/^a:/, 'wx:')
}
/** A component is handed its parent's methods as properties: `onMore` stays one. */
const componentName = (name: string): string => name.replace(/^a:/, 'wx:')

/** Alipay's markup in the words of WeChat's, whose open-source compiler then reads both. */
export const rewriteAxml = (text: string, isComponent: (name: string) => boolean): string =>
  text.replace(tag, (_whole, name: string, attributes: string, end: string) => {
    const rename = isComponent(name) ? componentName : nativeName
    const renamed = attributes.replace(attribute, (_one, key: string, value: string) => ` ${rename(key)}${value}`)
    return `<${name}${renamed}${end}>`
  })

const camel = (name: string): string => name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
const notProperties = /^(?:a:.*|class|style|slot|id|key|data-.*)$/

/** The names of all properties that some markup hands to a component. */
export const handedProperties = (text: string, isComponent: (name: string) => boolean): string[] => {
  const names = new Set<string>()
  for (const [, name = '', attributes = ''] of text.matchAll(tag)) {
    if (!isComponent(name)) continue
    for (const [, key = ''] of attributes.matchAll(attribute)) if (!notProperties.test(key)) names.add(camel(key))
  }
  return [...names]
}
