export { ServiceModule } from './service.module.js'
