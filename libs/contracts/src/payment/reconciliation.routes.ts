import type { FileReply, IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  BillDay,
  BillDayDetail,
  BillDaysQuery,
  Difference,
  DifferenceDetail,
  DifferencesQuery,
  ProposeBody,
  RejectBody,
} from './reconciliation.schema.js'

const desk = { access: 'operator', permission: 'reconciliation.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const satisfies Partial<RouteFacts>
const act = {
  ...desk,
  permission: 'reconciliation.resolve',
  method: 'POST',
  idempotency: 'required',
  audit: 'write',
} as const
const decide = { ...act, permission: 'reconciliation.approve' } as const

/** Reconciliation 对账: our books against the channels' daily bills, and what two operators do with each difference. */
export const reconciliationRoutes = {
  /** The newest day first. */
  days: route<{ query: BillDaysQuery; reply: Page<BillDay> }>({ ...look, path: '/api/admin/reconciliation/days' }),
  day: route<{ params: IdParams; reply: BillDayDetail }>({ ...look, path: '/api/admin/reconciliation/days/:id' }),
  /** As soon as a worker is free: fetches a bill that waits, asks the channel about open differences once more. */
  runAgain: route<{ params: IdParams; reply: BillDayDetail }>({
    ...act,
    path: '/api/admin/reconciliation/days/:id/run',
  }),
  /** Every row of the day's bill and every number of ours, with what became of it. */
  exported: route<{ params: IdParams; reply: FileReply }>({
    ...act,
    permission: 'reconciliation.read',
    path: '/api/admin/reconciliation/days/:id/export',
    audit: 'reveal',
    load: 'export',
    download: { types: ['text/csv'] },
  }),
  differences: route<{ query: DifferencesQuery; reply: Page<Difference> }>({
    ...look,
    path: '/api/admin/reconciliation/differences',
  }),
  difference: route<{ params: IdParams; reply: DifferenceDetail }>({
    ...look,
    path: '/api/admin/reconciliation/differences/:id',
  }),
  /** By the maker; nothing is posted before somebody else approves. */
  propose: route<{ params: IdParams; body: ProposeBody; reply: DifferenceDetail }>({
    ...act,
    path: '/api/admin/reconciliation/differences/:id/propose',
  }),
  /** By somebody else than who proposed it. */
  approve: route<{ params: IdParams; reply: DifferenceDetail }>({
    ...decide,
    path: '/api/admin/reconciliation/differences/:id/approve',
  }),
  reject: route<{ params: IdParams; body: RejectBody; reply: DifferenceDetail }>({
    ...decide,
    path: '/api/admin/reconciliation/differences/:id/reject',
  }),
}
