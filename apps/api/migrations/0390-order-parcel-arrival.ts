import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The day on which a carrier expects to bring a parcel, as it last said. What a shop promises itself is frozen with the facts of the order. */
export class OrderParcelArrival1700000000390 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table parcel_trackings add column arrives_on date`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
