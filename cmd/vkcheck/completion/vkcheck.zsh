#compdef vkcheck
# Completion of vkcheck for zsh, in a directory of $fpath:
#   vkcheck completion zsh > "${fpath[1]}/_vkcheck"

_vkcheck() {
  local line word about files
  local -a found texts open
  for line in "${(@f)$("${words[1]/#\~\//$HOME/}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=${line%%$'\t'*} about=${line#*$'\t'}
    case $word in
      '') ;;
      :files | :dirs) files=$word ;;
      *=) open+=("$word") ;;
      *) found+=("$word") texts+=("$word${about:+  -- $about}") ;;
    esac
  done
  if [[ -n $files ]]; then
    compset -P '*='
    if [[ $files == :dirs ]]; then _files -/; else _files; fi
    return
  fi
  (( ${#open} )) && compadd -S '' -a open
  (( ${#found} )) && compadd -l -d texts -a found
}

if [[ $funcstack[1] == _vkcheck ]]; then _vkcheck "$@"; else compdef _vkcheck vkcheck; fi
