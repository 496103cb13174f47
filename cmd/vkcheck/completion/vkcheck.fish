# Completion of vkcheck for fish:
#   vkcheck completion fish > ~/.config/fish/completions/vkcheck.fish

function __vkcheck_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l vkcheck (string replace -r '^~/' $HOME/ -- $typed[1])
    for line in ($vkcheck __complete $typed[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files*'
                __fish_complete_path (string replace -r '^.*=' '' -- $current)
            case ':dirs*'
                __fish_complete_directories (string replace -r '^.*=' '' -- $current)
            case '*'
                echo $line
        end
    end
end
complete -c vkcheck -f -a '(__vkcheck_complete)'
