import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  favouritesEndpoints,
  type BrowsedProduct,
  type Favourite,
  type FavouriteState,
  type KeptCounts,
} from '@jishi/contracts/shopfront/favourites.schema'
import { instantOf } from '@jishi/kernel/time'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Input, Member, Visiting } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { Visit } from '../../infra/http/visit.js'
import { BrowseHistory, Favourites } from '../catalog/index.js'
import { KeptGoods } from './kept-goods.js'

/** Whose goods are meant is whoever asks: no route names a member. */
@Controller()
export class FavouritesShopController {
  constructor(
    private readonly database: Database,
    private readonly kept: KeptGoods,
    private readonly saved: Favourites,
    private readonly seen: BrowseHistory,
  ) {}

  @Serve(favouritesEndpoints.list)
  list(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof favouritesEndpoints.list>,
    @Visiting() visit: Visit,
  ): Promise<Page<Favourite>> {
    return this.kept.favourites(memberId, query, visit)
  }

  @Serve(favouritesEndpoints.counts)
  counts(@Member() { memberId }: MemberActor): Promise<KeptCounts> {
    return this.seen.counts(this.database, memberId)
  }

  @Serve(favouritesEndpoints.state)
  async state(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof favouritesEndpoints.state>,
  ): Promise<FavouriteState> {
    return { favourite: await this.saved.has(this.database, memberId, params.productId) }
  }

  @Serve(favouritesEndpoints.save)
  async save(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof favouritesEndpoints.save>,
    @Visiting() visit: Visit,
  ): Promise<FavouriteState> {
    await this.kept.save(memberId, params.productId, visit)
    return { favourite: true }
  }

  @Serve(favouritesEndpoints.drop)
  async drop(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof favouritesEndpoints.drop>,
  ): Promise<FavouriteState> {
    await this.change(memberId, (tx) => this.saved.drop(tx, memberId, [params.productId]))
    return { favourite: false }
  }

  @Serve(favouritesEndpoints.dropMany)
  dropMany(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof favouritesEndpoints.dropMany>,
  ): Promise<KeptCounts> {
    return this.change(memberId, (tx) => this.saved.drop(tx, memberId, body.productIds))
  }

  @Serve(favouritesEndpoints.history)
  history(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof favouritesEndpoints.history>,
    @Visiting() visit: Visit,
  ): Promise<Page<BrowsedProduct>> {
    return this.kept.history(memberId, query, visit)
  }

  @Serve(favouritesEndpoints.mergeHistory)
  mergeHistory(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof favouritesEndpoints.mergeHistory>,
  ): Promise<KeptCounts> {
    const seen = body.seen.map(({ productId, viewedAt }) => ({ id: productId, at: instantOf(viewedAt) }))
    return this.change(memberId, (tx) => this.seen.merge(tx, memberId, seen))
  }

  @Serve(favouritesEndpoints.note)
  note(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof favouritesEndpoints.note>,
  ): Promise<KeptCounts> {
    return this.change(memberId, (tx) => this.seen.note(tx, memberId, params.productId))
  }

  @Serve(favouritesEndpoints.forget)
  forget(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof favouritesEndpoints.forget>,
  ): Promise<KeptCounts> {
    return this.change(memberId, (tx) => this.seen.forget(tx, memberId, [params.productId]))
  }

  @Serve(favouritesEndpoints.forgetMany)
  forgetMany(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof favouritesEndpoints.forgetMany>,
  ): Promise<KeptCounts> {
    return this.change(memberId, (tx) => this.seen.forget(tx, memberId, body.productIds))
  }

  @Serve(favouritesEndpoints.forgetAll)
  forgetAll(@Member() { memberId }: MemberActor): Promise<KeptCounts> {
    return this.change(memberId, (tx) => this.seen.forgetAll(tx, memberId))
  }

  private async change(memberId: string, effect: (tx: Tx) => Promise<void>): Promise<KeptCounts> {
    await this.database.transaction(effect)
    return this.seen.counts(this.database, memberId)
  }
}
