#!/bin/sh
# A codex without a model, quick enough for thousands of runs. What it does
# depends on what it finds, never on how often it was asked, so that a run that
# was killed comes to the same end. It writes a line when it starts and one when
# it has answered, and what it saw of the units it depends on.
case "$*" in *--version*) echo 'codex-cli 0.169.0'; exit 0 ;; esac
cat >/dev/null
unit=$ORCHESTRATION_UNIT role=$ORCHESTRATION_ROLE
id="$unit/$role-$ORCHESTRATION_ATTEMPT"
file="out/$unit.txt"
say() { printf '%s\n' "$1"; }
note() { printf '%s\n' "$1" >>"$FAULTS_LOG"; }
# Two writers of one unit at once are what must never be.
busy="$FAULTS_BUSY/$unit"
if [ "$role" != review ] && other=$(cat "$busy" 2>/dev/null) &&
  [ "$other" != $$ ] && kill -0 "$other" 2>/dev/null &&
  tr '\0' '\n' <"/proc/$other/environ" 2>/dev/null | grep -q "^FAULTS_LOG=$FAULTS_LOG\$"; then
  note "$id overlaps"
fi
[ "$role" = review ] || echo $$ >"$busy"
note "$id start"
say '{"type":"thread.started","thread_id":"thread-'"$id"'"}'
say '{"type":"turn.started"}'

own() {
  say "unit $unit"
  case $unit in 2 | 3) needs=1 ;; 4) needs='2 3' ;; 7) needs='4 6' ;; *) needs='' ;; esac
  for need in $needs; do
    say "$need.txt $(sha256sum <"out/$need.txt" 2>/dev/null || echo missing)"
  done
}
# Both sides of a conflict, without its markers.
list() {
  { grep -v '^[<=>]' out/list.txt 2>/dev/null; say "$unit"; } | sort -u >"out/list.$unit.new"
  mv "out/list.$unit.new" out/list.txt
}
integrated() {
  git -C "$FAULTS_REPO" log --format=%B orchestration/thing 2>/dev/null |
    grep -q '^Orchestration-Unit: 5$'
}
work() {
  mkdir -p out
  if [ "$role" = implement ]; then
    {
      own
      [ "$unit" != "$FAULTS_BROKEN" ] || say BROKEN
      [ "$unit" != "$FAULTS_FLAW" ] || say FLAW
    } >"$file"
  else
    own >"$file"
  fi
  [ "$unit" = 5 ] && list
  if [ "$unit" = 6 ] && [ "$FAULTS_MODE" = worktree ]; then
    tries=0
    while [ $tries -lt 100 ] && ! integrated; do sleep 0.05; tries=$((tries + 1)); done
    list
  fi
  [ -z "$FAULTS_PAUSE" ] || sleep "$FAULTS_PAUSE"
}
answer='{\"status\":\"completed\",\"summary\":\"It is done.\",\"learnings\":['$([ "$unit" != 1 ] || printf '\\"Files of units are in out.\\"')']}'
case $role in
review)
  [ -z "$FAULTS_PAUSE" ] || sleep "$FAULTS_PAUSE"
  severity=none issues=''
  if grep -qs FLAW "$file"; then
    severity=major
    issues='{\"severity\":\"major\",\"description\":\"There is a flaw.\",\"file\":\"'$file'\",\"line\":null}'
  fi
  answer='{\"task_id\":\"'$unit'\",\"severity\":\"'$severity'\",\"summary\":\"Looked at.\",\"details\":null,\"issues\":['$issues']}'
  ;;
*)
  case $id in $FAULTS_HARM_AT) sh -c "$FAULTS_HARM" ;; *) work ;; esac
  ;;
esac
say '{"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"'"$answer"'"}}'
say '{"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":0,"output_tokens":10}}'
note "$id end"
