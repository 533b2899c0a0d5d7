import { box, filmBrand, filmIndex, madeFilm, type FilmParts } from '@jishi/testing/film'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filmFacts } from './film-facts.js'

const mdat = box('mdat', Buffer.alloc(100))
const readings = { count: 0, bytes: 0 }
const factsOf = (film: Buffer) => {
  readings.count = readings.bytes = 0
  return filmFacts(film.length, (from, length) => {
    const part = film.subarray(from, from + length)
    readings.count += 1
    readings.bytes += part.length
    return Promise.resolve(part)
  })
}
const whole = (...boxes: Buffer[]) => Buffer.concat(boxes)
/** A header that claims another length than its box has. */
const claiming = (length: number, type: string, content = Buffer.alloc(0)) => {
  const made = box(type, content)
  made.writeUInt32BE(length, 0)
  return made
}

describe('what a film says of itself', () => {
  it.each<[string, FilmParts, object]>([
    ['an upright one', {}, { seconds: 12, width: 720, height: 1_280 }],
    ['one turned by its matrix', { turned: true }, { seconds: 12, width: 1_280, height: 720 }],
    ['one with long times', { long: true, seconds: 599 }, { seconds: 599, width: 720, height: 1_280 }],
    ['a silent one', { sound: '' }, { seconds: 12, width: 720, height: 1_280 }],
    ['one shorter than a second', { seconds: 0.2 }, { seconds: 1, width: 720, height: 1_280 }],
    ['one of brand mp42', { brand: 'mp42', others: [] }, { seconds: 12, width: 720, height: 1_280 }],
    ['one whose other brand is known', { brand: 'XAVC' }, { seconds: 12, width: 720, height: 1_280 }],
  ])('%s', async (_, parts, facts) => {
    expect(await factsOf(madeFilm(parts))).toEqual(facts)
  })

  it('is read with the index at the end, with odds and ends, and with a last box up to the end', async () => {
    const facts = { seconds: 12, width: 720, height: 1_280 }
    expect(await factsOf(whole(filmBrand(), box('free', Buffer.alloc(9)), mdat, filmIndex()))).toEqual(facts)
    expect(await factsOf(whole(filmBrand(), filmIndex(), claiming(0, 'mdat', Buffer.alloc(50))))).toEqual(facts)
    const long = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('mdat'), Buffer.alloc(12)])
    long.writeBigUInt64BE(20n, 8)
    expect(await factsOf(whole(filmBrand(), filmIndex(), long))).toEqual(facts)
  })

  it('costs its headers and its index, never its pictures', async () => {
    await factsOf(madeFilm({ sampleBytes: 5_000_000 }))
    expect(readings.bytes).toBeLessThan(3_000)
  })
})

describe('no film of ours', () => {
  it.each<[string, () => Buffer, string]>([
    ['nothing', () => Buffer.alloc(0), 'not_its_type'],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'not_its_type'],
    ['a picture', () => Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), 'not_its_type'],
    ['a film of QuickTime', () => madeFilm({ brand: 'qt  ', others: ['qt  '] }), 'not_its_type'],
    ['a picture in the same boxes', () => madeFilm({ brand: 'heic', others: ['mif1', 'isom'] }), 'not_its_type'],
    ['an unknown brand', () => madeFilm({ brand: 'evil', others: ['evil'] }), 'not_its_type'],
    ['brands without end', () => madeFilm({ others: Array<string>(400).fill('isom') }), 'not_its_type'],
    ['a brand and no more', () => filmBrand(), 'unreadable'],
    ['no index', () => whole(filmBrand(), mdat), 'unreadable'],
    ['two indexes', () => whole(filmBrand(), filmIndex(), filmIndex(), mdat), 'unreadable'],
    ['no pictures', () => whole(filmBrand(), filmIndex()), 'unreadable'],
    ['an empty index', () => whole(filmBrand(), box('moov'), mdat), 'unreadable'],
    ['an end before its time', () => madeFilm().subarray(0, 4_000), 'unreadable'],
    ['something on its end', () => whole(madeFilm(), Buffer.from('PK\x03\x04<script>')), 'unreadable'],
    ['a zip on its end, dressed as a box', () => whole(madeFilm(), box('zip!', Buffer.from('PK'))), 'unreadable'],
    ['three bytes on its end', () => whole(madeFilm(), Buffer.from('abc')), 'unreadable'],
    ['a box of seven bytes', () => whole(filmBrand(), claiming(7, 'free'), filmIndex(), mdat), 'unreadable'],
    ['a box beyond the end', () => whole(filmBrand(), filmIndex(), claiming(0x7fffffff, 'mdat')), 'unreadable'],
    ['a box up to the end in the middle', () => whole(filmBrand(), claiming(0, 'free'), filmIndex()), 'unreadable'],
    ['an endless row of boxes', () => whole(filmBrand(), ...Array<Buffer>(5_000).fill(box('free'))), 'unreadable'],
    ['an index of 9 MB', () => whole(filmBrand(), box('moov', box('free', Buffer.alloc(9e6))), mdat), 'unreadable'],
    ['pieces sent one by one', () => whole(madeFilm(), box('moof', Buffer.alloc(20))), 'unreadable'],
    ['samples in another file', () => madeFilm({ selfContained: false }), 'unreadable'],
    ['no length', () => madeFilm({ seconds: 0 }), 'unreadable'],
    ['a clock that stands', () => madeFilm({ timescale: 0 }), 'unreadable'],
    ['H.265', () => madeFilm({ codec: 'hvc1' }), 'codec'],
    ['sound of another kind', () => madeFilm({ sound: 'ac-3' }), 'codec'],
    ['a dot', () => madeFilm({ width: 8, height: 8 }), 'edges'],
    ['a wall', () => madeFilm({ width: 8_192, height: 4_320 }), 'edges'],
    ['an evening', () => madeFilm({ seconds: 3_600 }), 'too_long'],
  ])('is %s', async (_, film, flaw) => {
    expect(await factsOf(film())).toBe(flaw)
  })

  it('is told of any film cut short, without a crash and without reading on and on', async () => {
    const film = madeFilm({ sampleBytes: 200 })
    for (let length = 0; length < film.length; length += 1) {
      expect(['unreadable', 'not_its_type']).toContain(await factsOf(film.subarray(0, length)))
      expect(readings.count).toBeLessThanOrEqual(202)
    }
  })

  it('or still one, whatever single bytes somebody changes', async () => {
    const film = madeFilm({ sampleBytes: 64 })
    const change = fc.tuple(fc.nat(film.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const hostile = Buffer.from(film)
        for (const [at, byte] of changes) hostile[at] = byte
        const facts = await factsOf(hostile)
        if (typeof facts === 'object') {
          expect(facts.seconds).toBeGreaterThanOrEqual(1)
          expect(facts.seconds).toBeLessThanOrEqual(600)
        }
        expect(readings.bytes).toBeLessThan(8_400_000)
      }),
      { numRuns: 400 },
    )
  })
})
