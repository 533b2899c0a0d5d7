export { ServiceModule } from './service.module.js'
export { ServiceFacade } from './service.facade.js'
