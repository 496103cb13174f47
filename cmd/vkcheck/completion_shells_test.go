package main

// shellArgs make a shell print how it would complete a line: $1 is the script
// and $2 the line. zsh completes in a terminal only, which zpty gives it.
func shellArgs(shell, script, typed string) []string {
	switch shell {
	case "bash":
		return []string{"--norc", "-c", `
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
read -ra COMP_WORDS <<<"$2"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; }
_vkcheck
printf '%s\n' "${COMPREPLY[@]}"`, "bash", script, typed}
	case "zsh":
		return []string{"-f", "-c", `
zmodload zsh/zpty
zpty sh zsh -f -i
zpty -w sh 'autoload -U compinit; compinit -u -D; source '"$1"'
show() { print -r -- "completed<$BUFFER>" }; zle -N show; bindkey ^T show; PS1=read''y'
zpty -r -m sh line '*ready*'
zpty -n -w sh "$2"$'\t\C-t'
zpty -r -m sh line '*completed<*>*'
print -r -- $line
zpty -d sh`, "zsh", script, typed}
	}
	return []string{"--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, typed}
}
