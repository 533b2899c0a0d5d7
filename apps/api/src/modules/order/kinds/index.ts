import { ApplyEffects } from './apply-effects.js'
import { AskKind } from './ask-kind.js'
import { CloseByKind } from './close-by-kind.js'
import { KindEffects } from './kind-effects.js'
import { KindEnds } from './kind-ends.js'
import { KindViews } from './kind-views.js'
import { OrderKinds } from './order-kinds.js'
import { PlainEffects } from './plain-effects.js'

export { OrderKinds } from './order-kinds.js'

export const kindParts = [
  OrderKinds,
  AskKind,
  PlainEffects,
  KindEnds,
  CloseByKind,
  KindEffects,
  ApplyEffects,
  KindViews,
]
