/**
 * Imported before anything else by every program: the shop's own time zone, whatever the machine's. We never read local
 * time ourselves, but Alipay's SDK stamps the addresses of its cashier with it, and Alipay refuses another zone's hours.
 */
process.env['TZ'] = 'Asia/Shanghai'
export {}
