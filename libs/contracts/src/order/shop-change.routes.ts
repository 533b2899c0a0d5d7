import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { AdminOrderView } from './order.schema.js'
import type {
  CancellationBody,
  CancellationPreview,
  CancellationPreviewBody,
  RestartRefundBody,
} from './shop-change.schema.js'

const ofShop = { access: 'operator', load: 'admin', owner: 'shop' } as const

/** What the shop itself changes of an order that was placed. */
export const shopChangeRoutes = {
  /** What cancelling these pieces gives back; nothing is kept. */
  previewCancellation: route<{ params: IdParams; body: CancellationPreviewBody; reply: CancellationPreview }>({
    ...ofShop,
    method: 'POST',
    path: '/api/admin/orders/:id/cancellation/preview',
    permission: 'order.cancel',
    audit: 'none',
    idempotency: 'none',
  }),
  /** Cancels pieces of a paid order that have not left; their money goes back. */
  cancelPieces: route<{ params: IdParams; body: CancellationBody; reply: AdminOrderView }>({
    ...ofShop,
    method: 'POST',
    path: '/api/admin/orders/:id/cancellation',
    permission: 'order.cancel',
    audit: 'write',
    idempotency: 'required',
  }),
  /** Sends money once more whose refund the channel has closed for the last time; whoever does it has put right why. */
  restartRefund: route<{ params: IdParams; body: RestartRefundBody; reply: AdminOrderView }>({
    ...ofShop,
    method: 'POST',
    path: '/api/admin/orders/:id/refunds/restart',
    permission: 'order.refund',
    audit: 'write',
    idempotency: 'required',
  }),
}
