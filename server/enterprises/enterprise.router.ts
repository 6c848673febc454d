import { addCertificateInput, addCheckInput, addFlagInput, byEnterpriseId, enterpriseListInput, registerEnterpriseInput, stateFactInput } from '@cofund/shared/enterprises/register.input'
import { command, query, router } from '../kernel/trpc.ts'
import { addCertificate, addCheck, addFlag, registerEnterprise, stateFact } from './enterprise.commands.ts'
import { getEnterprise, listEnterprises, recordOf } from './enterprise.sql.ts'

export const enterpriseRouter = router({
  list: query.input(enterpriseListInput).query(({ ctx, input }) => listEnterprises(ctx.db, input)),
  /** The firm, and everything recorded of it that is in the reader's sight. */
  get: query.input(byEnterpriseId).query(async ({ ctx, input }) => ({
    enterprise: await getEnterprise(ctx.db, input.enterpriseId),
    record: await recordOf(ctx.db, input.enterpriseId),
  })),
  register: command('enterprise.record').input(registerEnterpriseInput).mutation(({ ctx, input }) => registerEnterprise(ctx, input)),
  stateFact: command('enterprise.record').input(stateFactInput).mutation(({ ctx, input }) => stateFact(ctx, input)),
  addCertificate: command('enterprise.record').input(addCertificateInput).mutation(({ ctx, input }) => addCertificate(ctx, input)),
  addFlag: command('enterprise.record').input(addFlagInput).mutation(({ ctx, input }) => addFlag(ctx, input)),
  addCheck: command('enterprise.record').input(addCheckInput).mutation(({ ctx, input }) => addCheck(ctx, input)),
})
