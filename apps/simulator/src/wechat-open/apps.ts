import type { OpenApp } from '../keys/keyring.js'
import { OpenError } from './open-error.js'

export type Query = Readonly<Record<string, unknown>>

export function text(query: Query, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

export function requireGrant(query: Query): void {
  if (text(query, 'grant_type') !== 'authorization_code') throw new OpenError(40002, 'invalid grant_type')
}

/** The app that is named and proves itself by its secret. */
export function appOf(apps: readonly OpenApp[], appid: string, secret: string): OpenApp {
  if (appid === '') throw new OpenError(41002, 'appid missing')
  if (secret === '') throw new OpenError(41004, 'appsecret missing')
  const app = apps.find((known) => known.appid === appid)
  if (app === undefined) throw new OpenError(40013, 'invalid appid')
  if (app.secret !== secret) throw new OpenError(40125, 'invalid appsecret')
  return app
}
