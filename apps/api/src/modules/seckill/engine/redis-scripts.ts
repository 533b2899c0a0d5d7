/**
 * What Redis keeps of one of the goods: how many units may still be asked for, and which requests have been let through and are not
 * decided yet, with the time they were (milliseconds of Redis's own clock). Times keep what a killed process let through from staying.
 *
 * KEYS: left, inside.
 */
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`

/** ARGV: request:qty, qty. Answers 1 let through, -1 nothing is known, and -2 − what is left where that is not enough. */
export const ADMIT = `
  ${NOW}
  local left = redis.call('GET', KEYS[1])
  if not left then return -1 end
  if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 1 end
  if tonumber(left) < tonumber(ARGV[2]) then return -2 - math.max(0, tonumber(left)) end
  redis.call('DECRBY', KEYS[1], ARGV[2])
  redis.call('ZADD', KEYS[2], now, ARGV[1])
  return 1`

/** ARGV: request:qty, qty, 1 where it has won. Whoever has not, gives back what they held here. */
export const SETTLE = `
  if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
  if ARGV[3] ~= '1' and redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCRBY', KEYS[1], ARGV[2]) end
  return 1`

/**
 * ARGV: units left by the truth, milliseconds a request may stay undecided, seconds to keep it all. Answers what stood here (-1:
 * nothing) and what should have.
 */
export const COMPARE = `
  ${NOW}
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[2]))
  local inside = 0
  for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
    inside = inside + tonumber(string.match(member, ':(%d+)$'))
  end
  local expected = tonumber(ARGV[1]) - inside
  local stood = tonumber(redis.call('GET', KEYS[1]) or '-1')
  redis.call('SET', KEYS[1], expected, 'EX', ARGV[3])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  return { stood, expected }`

/** ARGV: qty. Units came back; where nothing is known, nothing is made up. */
export const FREE = `
  if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCRBY', KEYS[1], ARGV[1]) end
  return 1`
