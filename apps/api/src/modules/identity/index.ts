export { IdentityModule } from './identity.module.js'
export { IdentityFacade, type MemberMask, type NewMember } from './identity.facade.js'
export type { NewOperator } from './operators.js'
export type { TokenPair } from './sessions.js'
