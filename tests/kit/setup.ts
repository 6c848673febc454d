import type { TestProject } from 'vitest/node'
import { enterTestCluster, prepareTemplate, templateName } from './test-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testDatabase: { readonly ownerUrl: string; readonly appUrl: string; readonly template: string }
  }
}

/** Runs once before all test files of a project, and leaves the cluster after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await enterTestCluster()
  await prepareTemplate(cluster)
  project.provide('testDatabase', { ownerUrl: cluster.ownerUrl, appUrl: cluster.appUrl, template: templateName() })
  return cluster.leave
}
