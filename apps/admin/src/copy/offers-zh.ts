/** Words of the rooms for promotions. */
export const offersZh = {
  'audit.kind.offer': '促销活动',
  'audit.family.offer': '促销活动',
  'audit.do.offer.drafted': '新建促销活动',
  'audit.do.offer.changed': '修改促销活动',
  'audit.do.offer.launched': '发布促销活动',
  'audit.do.offer.approval_asked': '申请低于底价的促销活动',
  'audit.do.offer.approved': '批准低于底价的促销活动',
  'audit.do.offer.stopped': '停用促销活动',
  'audit.do.offer.discarded': '删除促销活动草稿',
}
