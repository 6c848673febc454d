import { AccountBookOutlined, BankOutlined, BookOutlined, CalendarOutlined, CloudUploadOutlined, FileProtectOutlined, FileTextOutlined, FundOutlined, FundProjectionScreenOutlined, HistoryOutlined, HomeOutlined, InsuranceOutlined, PartitionOutlined, PieChartOutlined, RollbackOutlined, SafetyCertificateOutlined, TeamOutlined, WalletOutlined } from '@ant-design/icons'
import type { OrganisationKind } from '@cofund/shared/people/organisation'
import type { Permission } from '@cofund/shared/people/role'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { WordKey } from '../say.ts'

export interface Destination {
  readonly to: LinkProps['to'] & string
  readonly word: WordKey
  readonly icon: ReactNode
  /** Kinds of organisation that come for this; absent: all. What they may see there is the server's to say. */
  readonly kinds?: readonly OrganisationKind[]
  /** Needed for there being anything to do. */
  readonly permission?: Permission
}

/** Who invests, and who oversees those who do. */
const investors: readonly OrganisationKind[] = [
  'fund_manager',
  'soe_vc',
  'soe_group',
  'state_assets',
  'city_finance',
  'district_finance',
  'audit_office',
]

/** Who looks after single funds; those who oversee come to them through the portfolio. */
const managers: readonly OrganisationKind[] = ['fund_manager', 'soe_vc', 'soe_group', 'state_assets']

/** Who keeps books, and who reads those of others. */
const keepers: readonly OrganisationKind[] = [
  'fund_manager',
  'soe_vc',
  'state_assets',
  'city_finance',
  'district_finance',
  'programme_department',
  'joint_meeting',
  'audit_office',
]

/** Whose loans these are, and who oversees them. */
const lenders: readonly OrganisationKind[] = ['bank', 'guarantor', 'city_finance', 'district_finance', 'joint_meeting', 'programme_department', 'audit_office']

/** Who lends under a pool, pays for it, runs it or looks after it. */
const compensators: readonly OrganisationKind[] = [...lenders, 'trustee']

/** Who takes evidence out of the house; others who may come to it from the books. */
const auditors: readonly OrganisationKind[] = ['audit_office', 'accounting_firm']

/** Who sends files; auditors come to what was sent from the loans and funds that were in it. */
const senders: readonly OrganisationKind[] = ['bank', 'guarantor', 'fund_manager', 'soe_vc', 'city_finance', 'district_finance']

/** Places that belong together, behind one line: it opens where one is, and on demand. */
export interface DestinationGroup {
  readonly word: WordKey
  readonly icon: ReactNode
  readonly within: readonly Destination[]
}

/** Who keeps a treasury's purse, and who reads it. */
const treasurers: readonly OrganisationKind[] = ['city_finance', 'district_finance', 'joint_meeting', 'audit_office']

/** Risk compensation, in the order in which its money goes. */
const compensation: readonly Destination[] = [
  { to: '/pools', word: 'pools', icon: <BankOutlined />, kinds: compensators },
  { to: '/claims', word: 'claims', icon: <FileProtectOutlined />, kinds: compensators },
  { to: '/notes', word: 'notes', icon: <FileTextOutlined />, kinds: compensators },
  { to: '/compensation', word: 'compensation', icon: <FundProjectionScreenOutlined />, kinds: compensators },
  { to: '/budget', word: 'fiscal.title', icon: <WalletOutlined />, kinds: treasurers },
  { to: '/settlements', word: 'settlements', icon: <CalendarOutlined />, kinds: compensators },
  { to: '/recoveries', word: 'recoveries', icon: <RollbackOutlined />, kinds: compensators },
  { to: '/loss-sharing', word: 'loss_sharing', icon: <PartitionOutlined />, kinds: lenders },
  { to: '/loans', word: 'loans', icon: <HistoryOutlined />, kinds: lenders },
]

/** The left navigation, from top to bottom; whoever looks sees at most seven. */
const destinations: readonly (Destination | DestinationGroup)[] = [
  { to: '/', word: 'nav.home', icon: <HomeOutlined /> },
  { to: '/portfolio', word: 'portfolio', icon: <PieChartOutlined />, kinds: investors },
  { to: '/policies', word: 'policies', icon: <BookOutlined /> },
  { to: '/ledger', word: 'ledger.title', icon: <AccountBookOutlined />, kinds: keepers },
  { to: '/funds', word: 'funds', icon: <FundOutlined />, kinds: managers },
  { word: 'nav.compensation', icon: <InsuranceOutlined />, within: compensation },
  { to: '/people', word: 'people', icon: <TeamOutlined />, permission: 'person.manage' },
  { to: '/evidence', word: 'evidence', icon: <SafetyCertificateOutlined />, kinds: auditors },
  { to: '/imports', word: 'imports', icon: <CloudUploadOutlined />, kinds: senders },
]

/** What of it is for a reader; a group of one is that one. */
export function navigationFor(kind: OrganisationKind, permissions: readonly Permission[]): readonly (Destination | DestinationGroup)[] {
  const isFor = (place: Destination): boolean =>
    (!place.kinds || place.kinds.includes(kind)) && (!place.permission || permissions.includes(place.permission))
  return destinations.flatMap((item): readonly (Destination | DestinationGroup)[] => {
    if (!('within' in item)) return isFor(item) ? [item] : []
    const within = item.within.filter(isFor)
    return within.length > 1 ? [{ ...item, within }] : within
  })
}

/** Every place for a reader, without the groups. */
export const destinationsFor = (kind: OrganisationKind, permissions: readonly Permission[]): readonly Destination[] =>
  navigationFor(kind, permissions).flatMap((item) => ('within' in item ? item.within : [item]))
