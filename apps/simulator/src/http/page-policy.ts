/** What our pages may load and where their forms may go: here, and to one more origin where a page is told so. */
export function pagePolicy(formOrigin = ''): string {
  const form = formOrigin === '' ? "'self'" : `'self' ${formOrigin}`
  return (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    `form-action ${form}; base-uri 'none'; frame-ancestors 'none'`
  )
}
