import { jobType } from '../../infra/queue/job-type.js'

export const CHECK_CONTENT = jobType<{ checkId: string }>('moderation.check', { outside: 'weixin' })
