import type { CertificateKind } from '@cofund/shared/enterprises/certificate'
import type { CreditList, CreditSubject } from '@cofund/shared/enterprises/credit-flag'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import type { FactName } from '@cofund/shared/enterprises/fact'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { ColumnType, GeneratedAlways } from 'kysely'

/** What a default fills in: read, never brought. */
type Given<Value> = ColumnType<Value, never, never>

export interface EnterpriseTable {
  id: EnterpriseId
  uscc: string
  name: string
  group_code: string | null
  registered_by: OrganisationId
  override_reason: string | null
}

/** Each statement of an enterprise names who made it; only ever added to, as those below. */
interface Stated {
  id: GeneratedAlways<bigint>
  enterprise_id: EnterpriseId
  organisation_id: OrganisationId
  recorded_at: Given<Instant>
}

export interface EnterpriseFactTable extends Stated {
  fact: FactName
  /** As the fact's kind writes it: whole digits (amounts in fen), true or false, a day, a code. */
  value: string
  stated_for: PlainDate
  source: string | null
}

export interface EnterpriseCertificateTable extends Stated {
  kind: CertificateKind
  number: string | null
  valid_from: PlainDate
  valid_to: PlainDate | null
  revoked_on: PlainDate | null
}

export interface EnterpriseFlagTable extends Stated {
  list: CreditList
  subject: CreditSubject
  stands_from: PlainDate
  stands_to: PlainDate | null
  repaired_on: PlainDate | null
  source: string | null
}

/** Somebody looked lists up on a day; null: every list, every subject. */
export interface EnterpriseCheckTable extends Stated {
  checked_on: PlainDate
  list: CreditList | null
  subject: CreditSubject | null
}
