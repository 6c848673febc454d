import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { fundsWords } from './funds.words.ts'
import { calpers } from './shipped/calpers.mapping.ts'
import { commitmentsStandard } from './shipped/commitments-standard.mapping.ts'

/** What a row of an investor's report must and may say. */
export const positionFields = {
  fundName: { type: 'text', maxLength: 200, required: true, label: fundsWords['fund.name'] },
  manager: { type: 'text', maxLength: 200, required: true, label: fundsWords['fund.manager'] },
  assetClass: { type: 'text', maxLength: 100, required: true, label: fundsWords['fund.asset_class'] },
  vintageYear: { type: 'integer', min: 1900, max: 2200, required: true, label: fundsWords['fund.vintage_year'] },
  investor: { type: 'text', maxLength: 200, required: true, label: fundsWords['fund.investor'] },
  asOf: { type: 'day', pastOnly: true, required: true, label: fundsWords['position.as_of'] },
  currency: { type: 'currency', required: true, label: fundsWords['position.currency'] },
  committed: { type: 'amount', required: true, label: fundsWords['position.committed'] },
  called: { type: 'amount', required: true, label: fundsWords['position.called'] },
  // Distributions that were called back may outweigh those that were kept.
  distributed: { type: 'amount', mayBeNegative: true, required: true, label: fundsWords['position.distributed'] },
  value: { type: 'amount', required: true, label: fundsWords['position.value'] },
  reportedNetIrr: { type: 'ppm', mayBeNegative: true, required: false, label: fundsWords['position.reported_net_irr'] },
  reportedMultiple: { type: 'ppm', required: false, label: fundsWords['position.reported_multiple'] },
} as const satisfies Fields

export const positionImport: ImportShape = {
  kind: 'commitments',
  permission: 'commitment.import',
  // A report of the past: its good rows may be taken alone, once somebody has seen which stay out.
  partial: true,
  fields: positionFields,
  totals: ['committed', 'called', 'distributed', 'value'],
  mappings: [commitmentsStandard, calpers].map((mapping) => decodeMapping(positionFields, mapping)),
}
