// What specs hold. Further keys are free; the tables name those that the rules read.
import { componentKinds, componentPhases, phaseStatuses } from '../kinds/spec.ts';
import type { Field, FieldTable } from './fields.ts';

const texts = (doc: string): Field => ({ type: 'list', items: { type: 'scalar', doc }, doc });
const date = (doc: string): Field => ({ type: 'scalar', doc: `${doc}, as \`2026-04-02\`.` });
const free = (doc: string): Field => ({ type: 'any', doc });
const text = (doc: string): Field => ({ type: 'scalar', doc });
const entries = (doc: string, item: string, fields: FieldTable): Field => ({
  type: 'map',
  doc: `${doc}, by an id of your choice.`,
  items: { type: 'object', doc: item, fields },
});

const planned: Field = {
  type: 'object',
  doc: 'The values planned. They are compared with the templates and machine classes beside the spec.',
  fields: {
    cluster: text('Name of the cluster that the values are for.'),
    machine_class: text('Machine class to be used.'),
    machine_classes: free('Machine classes to be used: a list, or a map of role to class.'),
    cpu: text('Virtual cores of a machine.'),
    memory_gb: text('Memory of a machine, in GiB.'),
    disk_gb: text('Disks of a machine together, in GB.'),
    talos_version: text('Talos release.'),
    kubernetes_version: text('Kubernetes release.'),
    control_planes: text('Number of control planes.'),
    workers: text('Number of workers.'),
  },
};

export const initiativeTable: FieldTable = {
  initiative: {
    type: 'object',
    doc: 'What this is about.',
    fields: {
      name: { type: 'scalar', required: true, doc: 'Short name, by which other specs refer to this one.' },
      started: date('Day of the start'),
      status: text('Where it stands, in your own words.'),
      repository: text('Where the work lives.'),
      summary: text('What will be different when it is done.'),
      depends_on: free('Other specs that come first.'),
    },
  },
  definition_of_done: texts('What is true when it is done, each so that anyone can check it.'),
  locked_decisions: entries('Decisions that stand', 'A decision and why it was taken.', {
    decision: text('What was decided. Needed.'),
    rationale: free('Why: a text or a list. Needed; without it the decision is taken again.'),
    evidence: free('What was measured or seen.'),
    change_cost: free('What it takes to change one’s mind.'),
    decided: date('Day of the decision'),
    deployed: free('Whether it is in use.'),
    note: free('Anything else.'),
  }),
  pivot_decisions: entries('Plans that were changed', 'What was planned first, and what came instead.', {
    original: text('The plan before.'),
    new: text('The plan now.'),
    rationale: free('What changed one’s mind.'),
    impact: texts('What else changes with it.'),
    status: text('`complete` when the change is made.'),
    completed: date('Day on which it was made'),
  }),
  open_decisions: entries('Questions that are not answered', 'A question, and what is needed to answer it.', {
    question: text('The question.'),
    needed: texts('What has to be known or done first.'),
    status: text('Where it stands.'),
    note: free('Anything else.'),
    artifacts: texts('Files that belong to it, from the top of the repository.'),
    spec: planned,
  }),
  constraints: entries('What cannot be changed, or could not', 'A limit, and how one lives with it.', {
    description: text('What is not possible. Needed.'),
    cause: free('Why.'),
    symptom: free('How one notices.'),
    severity: text('How much it hurts.'),
    resolution: free('How it was solved. This, a workaround, an implementation or a blocker is needed.'),
    workaround: free('How one gets around it.'),
    implementation: free('How it is built in.'),
    blocker: free('What is waited for.'),
    note: free('Anything else.'),
  }),
  phases: entries('Steps of the work', 'One step.', {
    name: text('Its name.'),
    status: { type: 'string', enum: phaseStatuses, doc: 'Where it stands.' },
    completed: date('Day on which it was completed; needed when it is complete'),
    depends_on: { type: 'any', doc: 'Ids of phases that come first.' },
    parallel_with: { type: 'any', doc: 'Ids of phases that run beside it.' },
    tasks: texts('What is to be done. Needed.'),
    exit_criteria: texts('What is true when it is complete.'),
    artifacts: texts('Files that it leaves, from the top of the repository.'),
    actual_distribution: free('Where the machines ended up.'),
    deployed: free('Whether it is in use.'),
    lessons_learned: texts('What one would do differently.'),
    notes: free('Anything else.'),
  }),
  references: { type: 'map', doc: 'Files and pages, by name.', items: { type: 'any', doc: 'A path or a URL.' } },
};

export const componentTable: FieldTable = {
  apiVersion: { type: 'string', required: true, doc: 'Always `homelab/v1`.' },
  kind: { type: 'string', required: true, enum: componentKinds, doc: 'What kind of component this is.' },
  metadata: {
    type: 'object',
    required: true,
    doc: 'Identity of the component.',
    fields: {
      name: { type: 'scalar', required: true, doc: 'Name by which other specs refer to it.' },
      description: text('What it is for.'),
    },
  },
  spec: free('The component itself, in any shape.'),
  dependencies: {
    type: 'list',
    doc: 'Components that it needs.',
    items: {
      type: 'object',
      doc: 'One component.',
      fields: {
        name: { type: 'scalar', required: true, doc: 'Name of the component.' },
        type: { type: 'string', enum: ['hard', 'soft'], doc: '`hard` when it does not work without it.' },
      },
    },
  },
  decisions: {
    type: 'list',
    doc: 'What was decided for it.',
    items: {
      type: 'object',
      doc: 'One decision.',
      fields: {
        key: text('What it is about.'),
        value: free('What was decided.'),
        rationale: free('Why. Needed; without it the decision is taken again.'),
      },
    },
  },
  status: {
    type: 'object',
    doc: 'Where it stands.',
    fields: {
      phase: { type: 'string', enum: componentPhases, doc: 'Stage of its life.' },
      lastUpdated: date('Day on which this was last true'),
      blockedBy: free('What it waits for.'),
      notes: free('Anything else.'),
    },
  },
};
