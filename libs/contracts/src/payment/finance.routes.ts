import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  AdminIncident,
  AdminPaymentRow,
  AdminPaymentsQuery,
  AdminPaymentView,
  AdminRefundRow,
  AdminRefundsQuery,
  AdminRefundView,
  IncidentsQuery,
  NoticeParams,
  NoticeReplay,
  RawNotice,
  ResolveIncidentBody,
} from './finance.schema.js'

const desk = { access: 'operator', owner: 'shop', load: 'admin', permission: 'payment.read' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const satisfies Partial<RouteFacts>
const act = { ...desk, method: 'POST', idempotency: 'required', permission: 'payment.handle', audit: 'write' } as const
const notice = { ...act, permission: 'payment.notice' } as const

/** Payments 支付单, refunds 退款 and what a person has to look at 支付异常, at the operators' desk. */
export const financeRoutes = {
  payments: route<{ query: AdminPaymentsQuery; reply: Page<AdminPaymentRow> }>({
    ...look,
    path: '/api/admin/payments',
  }),
  payment: route<{ params: IdParams; reply: AdminPaymentView }>({ ...look, path: '/api/admin/payments/:id' }),
  /** What a channel said, whole: it tells of a payer, so looking at it leaves a row. */
  revealNotice: route<{ params: NoticeParams; reply: RawNotice }>({
    ...notice,
    path: '/api/admin/payments/:id/notices/:noticeId/reveal',
    audit: 'reveal',
  }),
  /** Outside production: the simulator delivers the same bytes once more, through the ordinary callback. */
  replayNotice: route<{ params: NoticeParams; reply: NoticeReplay }>({
    ...notice,
    path: '/api/admin/payments/:id/notices/:noticeId/replay',
  }),
  refunds: route<{ query: AdminRefundsQuery; reply: Page<AdminRefundRow> }>({ ...look, path: '/api/admin/refunds' }),
  refund: route<{ params: IdParams; reply: AdminRefundView }>({ ...look, path: '/api/admin/refunds/:id' }),
  restartRefund: route<{ params: IdParams; reply: AdminRefundView }>({
    ...act,
    path: '/api/admin/refunds/:id/restart',
  }),
  incidents: route<{ query: IncidentsQuery; reply: Page<AdminIncident> }>({
    ...look,
    path: '/api/admin/payment-incidents',
  }),
  resolveIncident: route<{ params: IdParams; body: ResolveIncidentBody; reply: AdminIncident }>({
    ...act,
    path: '/api/admin/payment-incidents/:id/resolve',
  }),
}
