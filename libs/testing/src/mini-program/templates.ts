import { runInThisContext } from 'node:vm'
import type { glassEasel } from 'glass-easel-miniprogram-adapter'
import { TmplGroup } from 'glass-easel-template-compiler'
import { handedProperties, rewriteAxml } from './alipay-markup.js'
import type { MiniPackage, Vendor } from './package.js'

type Template = glassEasel.template.ComponentTemplate
type Listener = (this: unknown, event: unknown) => unknown

/** The part of a compiled template that runs for each component: it may be told how listeners are called. */
interface Wrapper {
  setEventListenerWrapper(
    call: (caller: unknown, event: glassEasel.Event<unknown>, listener: Listener) => unknown,
  ): void
}
type Generate = (wrapper: Wrapper, ...rest: unknown[]) => unknown
type Group = (name: string) => Generate

interface ParseProblem {
  level: 'Note' | 'Warn' | 'Error' | 'Fatal'
  message: string
  startLine: number
  startColumn: number
}

// A missing end tag is a warning to this compiler, and legal slots of Alipay are one too.
const harmless: Record<Vendor, ReadonlySet<string>> = {
  'mp-weixin': new Set(['Note']),
  'mp-alipay': new Set(['Note', 'Warn']),
}

export interface Templates {
  of(path: string): Template
  /** Names that some markup hands to components; Alipay's components declare nothing themselves. */
  readonly handed: readonly string[]
}

/** A listener is told when it is called: an event that nobody listens to is a tap beside every button. */
export interface EventBridge {
  call(caller: unknown, event: glassEasel.Event<unknown>, listener: Listener): unknown
}

/** Compiles the markup of every page and component with WeChat's own open-source compiler. */
export const compileTemplates = (pack: MiniPackage, bridge: EventBridge): Templates => {
  const group = new TmplGroup()
  const problems: string[] = []
  const handed = new Set<string>()
  for (const path of pack.parts()) {
    const components = pack.componentsOf(path)
    const isComponent = (name: string): boolean => Object.hasOwn(components, name)
    const original = pack.markupOf(path)
    const text = pack.vendor === 'mp-alipay' ? rewriteAxml(original, isComponent) : original
    for (const name of handedProperties(original, isComponent)) handed.add(name)
    for (const problem of group.addTmpl(path, text) as ParseProblem[]) {
      if (!harmless[pack.vendor].has(problem.level))
        problems.push(`${path}:${problem.startLine + 1}:${problem.startColumn + 1} ${problem.message}`)
    }
  }
  if (problems.length > 0) throw new Error(`markup that cannot be compiled:\n${problems.join('\n')}`)
  const groups = runInThisContext(`(()=>{return ${group.getTmplGenObjectGroups()}})()`) as Record<string, Group>
  group.free()
  const bridged = (generateFor: Group): Group => {
    return (name) => {
      const generate = generateFor(name)
      return (wrapper, ...rest) => {
        wrapper.setEventListenerWrapper((caller, event, listener) => bridge.call(caller, event, listener))
        return generate(wrapper, ...rest)
      }
    }
  }
  return {
    handed: [...handed],
    of: (path) => {
      const own = groups[path]
      if (own === undefined) throw new Error(`${path} has no markup`)
      const template = { groupList: groups, content: bridged(own), fallbackListenerOnNativeNode: true }
      return template as unknown as Template
    },
  }
}
