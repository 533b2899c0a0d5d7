import { ArchiveFreightTemplate } from './archive-freight-template.js'
import { FreightAdminController } from './freight.admin.controller.js'
import { FreightQueries } from './freight.queries.js'
import { SaveFreightTemplate } from './save-freight-template.js'

/** How parcels are charged. */
export const freightControllers = [FreightAdminController]
export const freight = [SaveFreightTemplate, ArchiveFreightTemplate, FreightQueries]
