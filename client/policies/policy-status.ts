import type { PolicyVersionStatus } from '@cofund/shared/policies/policy'
import type { Tone } from '../ui/StatusTag.tsx'

export const statusTones: Record<PolicyVersionStatus, Tone> = { draft: 'quiet', active: 'ok', retired: 'watch' }
