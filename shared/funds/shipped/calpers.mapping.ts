import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/**
 * The public fund performance of the California Public Employees' Retirement System. Amounts are floats in millions of
 * dollars ("24.096353999999998"): rounded half up to the cent. An empty IRR is one that was not reported.
 */
export const calpers: z.input<typeof mappingInput> = {
  code: 'calpers',
  title: { zh: '加州公务员退休基金公开数据', en: 'CalPERS public fund performance' },
  days: { formats: ['YYYY-MM-DD'] },
  amounts: { format: 'plain', unit: 1_000_000, rounding: 'half_up' },
  fields: {
    investor: { column: 'pension_fund_name' },
    fundName: { column: 'fund_name' },
    manager: { column: 'general_partner' },
    assetClass: { column: 'asset_class' },
    vintageYear: { column: 'vintage_year' },
    currency: { constant: 'USD' },
    committed: { column: 'commitment_mm' },
    called: { column: 'capital_called_mm' },
    distributed: { column: 'capital_distributed_mm' },
    value: { column: 'remaining_value_mm' },
    reportedNetIrr: { column: 'net_irr' },
    reportedMultiple: { column: 'net_multiple' },
    asOf: { column: 'as_of_date' },
  },
}
