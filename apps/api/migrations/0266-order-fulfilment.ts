import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * The carriers with what each of the three parties calls them: the shop, kuaidi100, WeChat. And the one correction a
 * parcel's number may have, as both WeChat and the carriers take one.
 */
export class OrderFulfilment1700000000266 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table carriers (
        code text primary key constraint carriers_code_shape check (code ~ '^[A-Z0-9]{2,12}$'),
        name text not null constraint carriers_name_once unique,
        phone text not null,
        kuaidi100_code text not null constraint carriers_kuaidi100_once unique,
        wechat_code text not null constraint carriers_wechat_once unique,
        enabled boolean not null default true,
        position integer not null constraint carriers_position_positive check (position > 0),
        version integer not null default 1 constraint carriers_version_positive check (version > 0)
      );
      insert into carriers (position, code, name, phone, kuaidi100_code, wechat_code) values
        (1, 'SF', '顺丰速运', '95338', 'shunfeng', 'SF'),
        (2, 'ZTO', '中通快递', '95311', 'zhongtong', 'ZTO'),
        (3, 'YTO', '圆通速递', '95554', 'yuantong', 'YTO'),
        (4, 'STO', '申通快递', '95543', 'shentong', 'STO'),
        (5, 'YD', '韵达快递', '95546', 'yunda', 'YD'),
        (6, 'JD', '京东快递', '950616', 'jd', 'JD'),
        (7, 'EMS', '中国邮政 EMS', '11183', 'ems', 'EMS'),
        (8, 'JTSD', '极兔速递', '956025', 'jtexpress', 'JTSD'),
        (9, 'DBL', '德邦快递', '95353', 'debangkuaidi', 'DBL'),
        (10, 'YZPY', '邮政快递包裹', '11185', 'youzhengguonei', 'YZPY');
      alter table shipments add constraint shipments_carrier_known foreign key (carrier_code) references carriers (code);

      create table shipment_corrections (
        shipment_id uuid primary key references shipments (id),
        order_id uuid not null references orders (id),
        member_id uuid not null,
        operator_id uuid not null,
        old_carrier_code text not null,
        old_tracking_no text not null,
        new_carrier_code text not null references carriers (code),
        new_tracking_no text not null,
        corrected_at timestamptz not null,
        constraint shipment_corrections_differs check ((old_carrier_code, old_tracking_no) <> (new_carrier_code, new_tracking_no))
      );
      create index shipment_corrections_of_order on shipment_corrections (order_id);
      ${appendOnly('shipment_corrections')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
