import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type { Saved, VersionBody } from './catalog-editing.schema.js'
import type {
  FreightTemplateBody,
  FreightTemplateEditBody,
  FreightTemplateView,
  FreightTrial,
  FreightTrialBody,
} from './freight.schema.js'

const read = {
  access: 'operator',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
  permission: 'freight.read',
} as const satisfies Partial<RouteFacts>
const write = {
  access: 'operator',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
  permission: 'freight.write',
} as const satisfies Partial<RouteFacts>

/** How parcels are charged: freight templates 运费模板. */
export const freightRoutes = {
  freightTemplates: route<{ reply: Page<FreightTemplateView> }>({
    ...read,
    method: 'GET',
    path: '/api/admin/freight-templates',
  }),
  addFreightTemplate: route<{ body: FreightTemplateBody; reply: Saved }>({
    ...write,
    method: 'POST',
    path: '/api/admin/freight-templates',
  }),
  editFreightTemplate: route<{ params: IdParams; body: FreightTemplateEditBody; reply: Saved }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/freight-templates/:id',
  }),
  archiveFreightTemplate: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...write,
    method: 'POST',
    path: '/api/admin/freight-templates/:id/archive',
  }),
  tryFreight: route<{ body: FreightTrialBody; reply: FreightTrial }>({
    ...read,
    method: 'POST',
    path: '/api/admin/freight-templates/preview',
  }),
}
