/** Fetches a file that only its owner may have, and lets the browser keep it. False where the shop did not give it out. */
export const keepFile = async (url: string, header: Record<string, string>, name: string): Promise<boolean> => {
  const answer = await fetch(url, { headers: header })
  if (!answer.ok) return false
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it after the click; a minute is more than it takes to begin.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return true
}
