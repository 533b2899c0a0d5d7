import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { MediaPlace } from '@jishi/contracts/media/media.schema'
import type { Sql } from '../../infra/database/sql.js'
import { SettingsFacade } from '../settings/index.js'
import { MediaPlaces, type MediaShower } from './media-places.js'

/** The two that lie below everybody else: banners of the home page, and posters of films. */
@Injectable()
export class OwnPlaces implements MediaShower, OnModuleInit {
  constructor(
    private readonly registry: MediaPlaces,
    private readonly settings: SettingsFacade,
  ) {}

  onModuleInit(): void {
    this.registry.register(this)
  }

  async counts(reader: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>()
    const { value } = await this.settings.read(reader, 'home')
    for (const { pictureId } of value.banners)
      if (ids.includes(pictureId)) counts.set(pictureId, (counts.get(pictureId) ?? 0) + 1)
    const posters = await reader.rows<{ id: string; count: number }>(
      'select poster_id as id, count(*) as count from media where poster_id = any($1::text[]) group by 1',
      [ids],
    )
    for (const { id, count } of posters) counts.set(id, (counts.get(id) ?? 0) + count)
    return counts
  }

  async places(reader: Sql, id: string): Promise<readonly MediaPlace[]> {
    const { value } = await this.settings.read(reader, 'home')
    const banners = value.banners.filter(({ pictureId }) => pictureId === id)
    const films = await reader.rows<{ id: string; name: string }>(
      'select id, name from media where poster_id = $1 order by created_at desc, id limit 50',
      [id],
    )
    return [
      ...banners.map(({ title }) => ({ user: 'banner' as const, id: 'home', name: title })),
      ...films.map((film) => ({ user: 'video' as const, ...film })),
    ]
  }
}
