import type { parcelsZh } from './parcels-zh'

export const parcelsEn: Record<keyof typeof parcelsZh, string> = {
  'parcels.title': 'Problem parcels',
  'parcels.note':
    'Parcels on the road in trouble, on their way back, unknown to their carrier, or silent for three days; the longest wait first.',
  'parcels.none': 'No problem parcels',
  'parcels.noneNote': 'Everything on the road is moving.',
  'parcels.problem': 'Problem',
  'parcels.parcel': 'Parcel',
  'parcels.newest': 'Newest',
  'parcels.since': 'Last heard of',
  'parcels.more': 'Show more',
  'parcels.timeline': 'Tracking',
  'parcels.noNews': 'Nothing heard yet',
  'parcels.state.awaiting': 'Waiting for collection',
  'parcels.state.collected': 'Collected',
  'parcels.state.in_transit': 'On its way',
  'parcels.state.delivering': 'Out for delivery',
  'parcels.state.signed': 'Delivered',
  'parcels.state.problem': 'In trouble',
  'parcels.state.returning': 'On its way back',
  'parcels.state.returned': 'Returned',
  'parcels.problem.problem': 'In trouble',
  'parcels.problem.returning': 'On its way back',
  'parcels.problem.returned': 'Returned',
  'parcels.problem.unknown': 'Number unknown',
  'parcels.problem.stuck': 'Silent for 3 days',
}
