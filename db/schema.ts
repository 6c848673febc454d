import type { ActTable, RequestTable } from './tables/act.table.ts'
import type {
  CredentialTable,
  JurisdictionTable,
  MembershipTable,
  OrganisationTable,
  PersonTable,
  SessionTable,
} from './tables/people.table.ts'

/** Every table, by name; tests/db/schema.test.ts checks these types against the catalogue. */
export interface Database {
  jurisdiction: JurisdictionTable
  organisation: OrganisationTable
  person: PersonTable
  membership: MembershipTable
  credential: CredentialTable
  session: SessionTable
  act: ActTable
  request: RequestTable
}
