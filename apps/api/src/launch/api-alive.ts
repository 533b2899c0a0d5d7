/** For the health check of a container: exit 0 while the HTTP process says that it is ready. */
const port = process.env['PORT'] ?? '3000'
const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => undefined,
)
process.exit(answer?.status === 200 ? 0 : 1)

export {}
