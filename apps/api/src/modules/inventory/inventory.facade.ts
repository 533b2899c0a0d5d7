import { Injectable } from '@nestjs/common'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { ActivityStock, type Arming } from './activity-stock.js'
import { availableOf, levelsOf, placesOf, plentifulOf, reservableOf, type PlacedLine } from './inventory.queries.js'
import { ReceiveStock } from './receive-stock.js'
import type { Receipt, ReleaseCause, Reservation, StockLevel, StockOwner } from './reservation.js'
import { ReleasePieces, type ReleasedPieces } from './release-pieces.js'
import { ReserveStock } from './reserve-stock.js'
import { CardSecrets, type IssuedSecret, type SecretBatch, type SecretsWanted } from './secrets/card-secrets.js'
import { SettleReservation, type LinePieces } from './settle-reservation.js'

/** Stock 库存: on hand and reserved per SKU and location; available = on hand − reserved. */
@Injectable()
export class InventoryFacade {
  constructor(
    private readonly reserveStock: ReserveStock,
    private readonly settleReservation: SettleReservation,
    private readonly receiveStock: ReceiveStock,
    private readonly secrets: CardSecrets,
    private readonly piecesReleased: ReleasePieces,
    private readonly activities: ActivityStock,
  ) {}

  /** What can be bought now; a SKU that was never received has 0. */
  available(sql: Sql, skuIds: readonly string[]): Promise<Map<string, number>> {
    return availableOf(sql, skuIds)
  }

  /** What `reserve` can hold now: of all that is there only what lies where it reserves. */
  reservable(sql: Sql, skuIds: readonly string[]): Promise<Map<string, number>> {
    return reservableOf(sql, skuIds)
  }

  levels(sql: Sql, skuIds: readonly string[]): Promise<Map<string, StockLevel>> {
    return levelsOf(sql, skuIds)
  }

  /** The SKUs that are not low: the complement is what a list of scarce goods asks for. */
  plentiful(sql: Sql, moreThan: number): Promise<string[]> {
    return plentifulOf(sql, moreThan)
  }

  /** Where what is kept for these orders lies, line by line: for whoever fetches it. */
  placesOf(sql: Sql, orderIds: readonly string[]): Promise<PlacedLine[]> {
    return placesOf(sql, orderIds)
  }

  /** Holds all lines for the owner or none: throws OUT_OF_STOCK with details.items [{skuId, available}]. */
  reserve(tx: Tx, reservation: Reservation): Promise<void> {
    return this.reserveStock.run(tx, reservation)
  }

  /**
   * Moves units out of what everybody can buy into a firm reservation of the activity: all lines or none. Throws OUT_OF_STOCK with
   * details.items [{skuId, available}]. May be called again with another reference while the activity lives, for more units;
   * an activity that was disarmed is over for good.
   */
  arm(tx: Tx, arming: Arming): Promise<void> {
    return this.activities.arm(tx, arming)
  }

  /**
   * Hands units of a living activity to an owner, all lines or none; each SKU by one line. What is reserved stays as it is: the
   * stock's own rows are not touched. Throws OUT_OF_STOCK with details.items [{skuId, available}]. From then on they are kept, released
   * and consumed like any others; released while the activity lives, they are the activity's again, else everybody's.
   */
  takeFromActivity(tx: Tx, activityId: string, reservation: Reservation): Promise<void> {
    return this.activities.take(tx, activityId, reservation)
  }

  /** The activity is over: what nobody took is everybody's again, and so is whatever its orders give back later. Idempotent; answers the units given back. */
  disarm(tx: Tx, activityId: string): Promise<number> {
    return this.activities.disarm(tx, activityId)
  }

  /** What of an activity's units can be taken now. */
  leftOfActivity(sql: Sql, activityId: string, skuIds: readonly string[]): Promise<Map<string, number>> {
    return this.activities.left(sql, activityId, skuIds)
  }

  /** The owner has paid: what is held stays without an expiry. Idempotent. */
  keep(tx: Tx, owner: StockOwner): Promise<void> {
    return this.settleReservation.keep(tx, owner)
  }

  /** The owner has ended: what is held or firm is free again. Idempotent; answers the pieces given back. */
  release(tx: Tx, owner: StockOwner, cause: ReleaseCause): Promise<number> {
    return this.settleReservation.release(tx, owner, cause)
  }

  /** Some pieces of an owner that keeps the others are free again; answers how many, which the caller compares. */
  releasePieces(tx: Tx, pieces: ReleasedPieces): Promise<number> {
    return this.piecesReleased.run(tx, pieces)
  }

  /** Goods a buyer sent back that can be sold again; a reference that came in before changes nothing. */
  takeBack(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
    return this.receiveStock.run(tx, receipts, 'return')
  }

  /**
   * These pieces have left: firm stock leaves on hand and reserved. A line that has not as many is left alone, so the caller
   * compares the pieces that left, which are the answer, with those it sent.
   */
  consume(tx: Tx, owner: StockOwner, shipmentRef: string, pieces: readonly LinePieces[]): Promise<number> {
    return this.settleReservation.consume(tx, owner, shipmentRef, pieces)
  }

  /** Codes for a paid line, every piece its own; false while there are too few. Consume the line in the same Tx. */
  issueSecrets(tx: Tx, wanted: SecretsWanted): Promise<boolean> {
    return this.secrets.issue(tx, wanted)
  }

  /** The codes an order was given, in clear: for its buyer's eyes only. */
  secretsOf(sql: Sql, memberId: string, orderId: string): Promise<IssuedSecret[]> {
    return this.secrets.ofOrder(sql, memberId, orderId)
  }

  /** Takes codes in as stock of their SKU; answers how many were new. */
  enterSecrets(tx: Tx, batch: SecretBatch): Promise<number> {
    return this.secrets.enter(tx, batch)
  }

  receive(tx: Tx, receipt: Receipt): Promise<void> {
    return this.receiveStock.run(tx, [receipt])
  }

  /** Many at once, for a delivery of a whole catalogue. */
  receiveAll(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
    return this.receiveStock.run(tx, receipts)
  }
}
