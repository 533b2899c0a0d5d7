import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The people of the shop as the back office keeps them: passwords that are good for one sign-in, roles that can be
 * made and changed, members that are blocked for a reason, and an audit log that can be searched.
 */
export class OperatorsAndAudit1700000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OPERATORS)
    await runner.query(ROLES)
    await runner.query(MEMBERS)
    await runner.query(RECORDS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const OPERATORS = `
  alter table operators
    -- Somebody else chose the password: it opens nothing but its own change.
    add column must_change_password boolean not null default false,
    add column signed_in_at timestamptz;
`

const ROLES = `
  alter table roles
    add column id uuid not null default gen_random_uuid() unique,
    add column description text not null default '' check (length(description) <= 120),
    add column built_in boolean not null default false,
    add column position integer not null default 100;
  create unique index roles_name on roles (name);
  -- What the program's own roles may do comes with the program; others are made by the shop.
  update roles set built_in = true, position = 1, description = '可以做任何事，包括以后新增的功能' where code = 'owner';
  update roles set built_in = true, position = 6, description = '查看订单与商品，打单发货' where code = 'clerk';
  insert into roles (code, name, built_in, position, description) values
    ('operations', '运营', true, 2, '管理商品、类目与活动素材，关闭订单，查看会员与设置'),
    ('warehouse', '仓库', true, 3, '打单发货，调整库存'),
    ('service', '客服', true, 4, '查看订单与会员，联系顾客，备注与关闭未付款订单'),
    ('finance', '财务', true, 5, '查看工作台、订单与会员，核对金额与操作记录');
  insert into role_permissions (role_code, permission)
    select role_code, unnest(string_to_array(permissions, ' ')) from (values
      ('operations', 'workbench.read order.read order.close order.note product.read product.write category.read category.write stock.write media.write permit.read permit.write member.read setting.read'),
      ('warehouse', 'workbench.read order.read order.ship order.receiver order.note product.read category.read stock.write'),
      ('service', 'workbench.read order.read order.receiver order.close order.note product.read category.read member.read member.phone'),
      ('finance', 'workbench.read order.read product.read category.read member.read audit.read')
    ) as r (role_code, permissions);
`

const MEMBERS = `
  alter table members
    add column blocked_at timestamptz,
    add column blocked_reason text check (length(blocked_reason) <= 200);
  create index members_joined on members (created_at desc, id desc) where merged_into_id is null;
  create index members_blocked on members (created_at desc, id desc) where state = 'blocked' and merged_into_id is null;
  create index consents_member on consents (member_id) where member_id is not null;
`

const RECORDS = `
  -- The name as it was then: whoever reads the history years later still knows who it was.
  alter table setting_versions add column changed_by_name text;

  create index audit_log_at on audit_log (at desc, id desc);
  create index audit_log_actor on audit_log (actor_id, at desc, id desc) where actor_id is not null;
  create index audit_log_action on audit_log (action text_pattern_ops, at desc, id desc);
`
