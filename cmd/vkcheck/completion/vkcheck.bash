# Completion of vkcheck for bash, for ~/.bashrc:
#   source <(vkcheck completion bash)

_vkcheck() {
  local line=${COMP_LINE:0:COMP_POINT} word files=
  local -a typed
  read -ra typed <<<"$line"
  [[ $line == *[[:space:]] ]] && typed+=("")
  # bash breaks words at = and :, and wants what follows the last of them.
  local current=${typed[-1]} part=${COMP_WORDS[COMP_CWORD]}
  [[ $part == [=:] ]] && part=
  local head=${current%"$part"}
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case $word in
      :files | :dirs) files=$word ;;
      *) COMPREPLY+=("${word#"$head"}") ;;
    esac
  done < <("${typed[0]/#\~\//"$HOME/"}" __complete "${typed[@]:1}" 2>/dev/null)
  case $files in
    :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$part") ;;
    :dirs) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$part") ;;
  esac
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  return 0
}
complete -F _vkcheck vkcheck
