import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/**
 * The public record of the US Small Business Administration's 7(a) programme. Approval and disbursement are written
 * 2/28/1997, charge-offs 24-Jun-91: hence two formats and a window for years of two digits. A NAICS of 0 means unclassified.
 */
export const sba7a: z.input<typeof mappingInput> = {
  code: 'sba-7a',
  title: { zh: '美国小企业局 7(a) 公开数据', en: 'US SBA 7(a) public record' },
  days: { formats: ['M/D/YYYY', 'D-Mon-YY'], firstYear: 1970 },
  amounts: { format: 'plain' },
  fields: {
    number: { column: 'LoanNr_ChkDgt' },
    lenderName: { column: 'Bank' },
    lenderRegion: { column: 'BankState' },
    borrowerName: { column: 'Name' },
    industryCode: { column: 'NAICS', unknown: ['0'] },
    region: { column: 'State' },
    approvedOn: { column: 'ApprovalDate' },
    disbursedOn: { column: 'DisbursementDate' },
    termMonths: { column: 'Term' },
    currency: { constant: 'USD' },
    approved: { column: 'GrAppv' },
    disbursed: { column: 'DisbursementGross' },
    guaranteed: { column: 'SBA_Appv' },
    outcome: { column: 'MIS_Status', words: { 'P I F': 'repaid', CHGOFF: 'charged_off' } },
    chargedOffOn: { column: 'ChgOffDate' },
    chargedOff: { column: 'ChgOffPrinGr' },
  },
}
