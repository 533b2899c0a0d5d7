import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'

/** What is done to the codes of a sound shop. */
export const CODE_CORRUPTIONS: Record<string, Corruption[]> = {
  S11: [
    { what: 'a free code is lost', sql: `delete from card_secrets where state = 'available'`, seenAs: '"stock"' },
    { what: 'goods that have no codes get some', sql: `update spus set kind = 'physical'`, seenAs: '"kind"' },
  ],
  S12: [
    {
      what: 'a piece lost its code',
      sql: `delete from card_secrets where state = 'issued' and ordinal = 1`,
      seenAs: '"pieces"',
    },
    {
      what: 'somebody else has it',
      sql: `update card_secrets set member_id = ${NEW} where state = 'issued'`,
      seenAs: '"buyer"',
    },
    {
      what: 'a code went to no line',
      sql: `update card_secrets set order_line_id = ${NEW} where state = 'issued'`,
      seenAs: '"buyer"',
    },
  ],
}
