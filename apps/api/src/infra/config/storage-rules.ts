import { present } from '@jishi/kernel/assert'
import type { S3Place } from '../storage/s3-files.js'
import type { Environment } from './schema.js'

const NEEDED = ['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

/** A bucket is needed whole in every mode: half of one would fail with the first picture instead of at the start. */
export const storageProblems = (environment: Environment): string[] => {
  if (environment.STORAGE !== 's3') return []
  const { S3_ENDPOINT } = environment
  return [
    ...NEEDED.filter((key) => environment[key] === undefined).map((key) => `${key} is required with STORAGE=s3`),
    ...(S3_ENDPOINT !== undefined && !/^https?:\/\/[^/@?#]+\/?$/.test(S3_ENDPOINT)
      ? ['S3_ENDPOINT is scheme and host only, such as https://oss-cn-shanghai.aliyuncs.com']
      : []),
  ]
}

/** The bucket of an environment that has no problem. */
export const s3PlaceOf = (environment: Environment): S3Place => ({
  endpoint: present(environment.S3_ENDPOINT, 'S3_ENDPOINT'),
  region: present(environment.S3_REGION, 'S3_REGION'),
  bucket: present(environment.S3_BUCKET, 'S3_BUCKET'),
  accessKeyId: present(environment.S3_ACCESS_KEY_ID, 'S3_ACCESS_KEY_ID'),
  secretAccessKey: present(environment.S3_SECRET_ACCESS_KEY, 'S3_SECRET_ACCESS_KEY'),
  pathStyle: environment.S3_PATH_STYLE === 'true',
  direct: environment.S3_UPLOADS === 'direct',
  timeoutMs: environment.S3_TIMEOUT_MS,
})
