import { describe, expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import type { Spec, Task } from '../../src/model/spec.ts';
import { parsedText } from '../../src/report/parsed.ts';

const task: Task = {
  task_id: taskId('1.1'),
  line: 3,
  mark_line: 3,
  kind: 'task',
  description: 'Add a store',
  mark: ' ',
  status: 'not_started',
  is_optional: false,
  parent_id: taskId('1'),
  parent_line: 2,
  subtasks: [],
  details: ['- keep it small'],
  requirements: ['1.1-1.7'],
  validates: [],
  dependencies: [taskId('3')],
  parallel: true,
  boundary: ['Store'],
  checkpoint: false,
  manual: true,
  writes: ['src/store.ts'],
  reads: [],
  files: ['src/store.ts'],
};

const spec: Spec = {
  spec_path: '.kiro/specs/demo',
  spec_name: 'demo',
  spec_type: 'feature',
  dialect: 'kiro',
  tasks: [task],
  waves: [['1.1', '3.1']],
  units: [
    {
      task_id: taskId('1'),
      tasks: [taskId('1'), taskId('1.1')],
      dependencies: [taskId('3')],
      why: ['3: named by 1.1, line 3'],
    },
  ],
  diagnostics: [
    {
      code: 'unknown-dependency',
      severity: 'warning',
      message: 'no task 9',
      file: 'tasks.md',
      line: 4,
      column: 1,
    },
  ],
};

describe('TASKS_PARSED.json', () => {
  test('has the documented fields in their order, and no other', () => {
    expect(parsedText(spec)).toMatchInlineSnapshot(`
      "{
        "spec_path": ".kiro/specs/demo",
        "spec_name": "demo",
        "spec_type": "feature",
        "dialect": "kiro",
        "tasks": [
          {
            "task_id": "1.1",
            "line": 3,
            "kind": "task",
            "description": "Add a store",
            "mark": " ",
            "status": "not_started",
            "is_optional": false,
            "parent_id": "1",
            "parent_line": 2,
            "subtasks": [],
            "details": [
              "- keep it small"
            ],
            "requirements": [
              "1.1-1.7"
            ],
            "validates": [],
            "dependencies": [
              "3"
            ],
            "parallel": true,
            "boundary": [
              "Store"
            ],
            "checkpoint": false,
            "writes": [
              "src/store.ts"
            ],
            "reads": [],
            "files": [
              "src/store.ts"
            ]
          }
        ],
        "waves": [
          [
            "1.1",
            "3.1"
          ]
        ],
        "units": [
          {
            "task_id": "1",
            "tasks": [
              "1",
              "1.1"
            ],
            "dependencies": [
              "3"
            ],
            "why": [
              "3: named by 1.1, line 3"
            ]
          }
        ],
        "diagnostics": [
          {
            "code": "unknown-dependency",
            "severity": "warning",
            "message": "no task 9",
            "file": "tasks.md",
            "line": 4,
            "column": 1
          }
        ]
      }
      "
    `);
  });

  test('keeps null waves', () => {
    expect(JSON.parse(parsedText({ ...spec, waves: null }))).toHaveProperty(
      'waves',
      null,
    );
  });
});
