export { SeckillFacade } from './seckill.facade.js'
export { SeckillModule } from './seckill.module.js'
