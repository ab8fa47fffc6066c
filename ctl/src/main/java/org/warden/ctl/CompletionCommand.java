package org.warden.ctl;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.CommandLine;
import org.warden.core.config.Nearness;
import org.warden.ctl.supervisorctl.Actions;

/**
 * {@code warden completion}: what bash and zsh need to complete {@code supervisorctl} and {@code warden}, made from the same lists
 * that the commands have. Names of processes and groups are asked for when Tab is pressed.
 */
final class CompletionCommand {
    static final String NAME = "completion";

    private static final String BASH = """
            # Completion of supervisorctl and warden for bash and zsh; made by "warden completion".
            _warden_supervisorctl() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} action= word i
                local -a options=()
                COMPREPLY=()
                # A colon parts words in bash; names have them.
                if type _get_comp_words_by_ref >/dev/null 2>&1; then
                    _get_comp_words_by_ref -n : cur prev
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case $word in
                        -c | -s | -u | -p | -r | --configuration | --serverurl | --username | --password | --history_file)
                            options+=("$word" "${COMP_WORDS[i+1]}")
                            i=$((i + 1))
                            ;;
                        -*) ;;
                        *)
                            action=$word
                            break
                            ;;
                    esac
                done
                if [ -z "$action" ]; then
                    case $prev in
                        -c | -r | --configuration | --history_file)
                            COMPREPLY=($(compgen -f -- "$cur"))
                            return
                            ;;
                        -s | -u | -p | --serverurl | --username | --password) return ;;
                    esac
                    COMPREPLY=($(compgen -W "@OPTIONS@ @ACTIONS@" -- "$cur"))
                    return
                fi
                local names=
                case $action in
                    help) names="@ACTIONS@" ;;
                    @OF_GROUPS@)
                        names=$("${COMP_WORDS[0]}" "${options[@]}" avail 2>/dev/null | sed -n 's/^\\([^: ]*\\)[: ].*/\\1/p' | sort -u)
                        ;;
                    @OF_PROCESSES@)
                        names=$("${COMP_WORDS[0]}" "${options[@]}" status 2>/dev/null |
                            sed -n 's/^\\([^ :]*\\)\\(:[^ ]*\\)\\{0,1\\}  *[A-Z][A-Z]* .*/\\1\\2/p')
                        names="$names $(printf '%s\\n' "$names" | sed -n 's/:.*/:*/p' | sort -u) all"
                        ;;
                esac
                COMPREPLY=($(compgen -W "$names" -- "$cur"))
                if type __ltrim_colon_completions >/dev/null 2>&1; then
                    __ltrim_colon_completions "$cur"
                fi
            }
            complete -F _warden_supervisorctl supervisorctl

            _warden() {
                local cur=${COMP_WORDS[COMP_CWORD]}
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "@COMMANDS@" -- "$cur"))
                elif [ "${COMP_WORDS[COMP_CWORD-1]}" = -c ] || [ "${COMP_WORDS[COMP_CWORD-1]}" = --configuration ]; then
                    COMPREPLY=($(compgen -f -- "$cur"))
                else
                    COMPREPLY=($(compgen -W "@KEYS@" -- "$cur"))
                fi
            }
            complete -F _warden warden
            """;

    /** The same functions: zsh brings what runs them. */
    private static final String ZSH = """
            #compdef supervisorctl warden
            autoload -U +X bashcompinit && bashcompinit
            """;

    private CompletionCommand() {}

    /** @return the exit status */
    static int run(List<String> names, PrintStream out) throws UsageException {
        if (names.size() != 1) {
            throw new UsageException("completion takes the name of a shell: bash or zsh");
        }
        switch (names.get(0)) {
            case "bash" -> out.print(filled(BASH));
            case "zsh" -> out.print(ZSH + filled(BASH));
            default ->
                throw UsageException.unknown(
                        "there is no completion for '" + names.get(0) + "', only for bash and zsh",
                        Nearness.closest(names.get(0), Set.of("bash", "zsh")));
        }
        return 0;
    }

    private static String filled(String script) {
        Set<String> commands = new TreeSet<>(Help.OF.keySet());
        commands.add("help");
        List<String> keys = new ArrayList<>(
                List.of("-c", "--configuration", "-s", "--serverurl", "--strict", "--json", "--kill", "--help"));
        CommandLine.keys().stream().sorted().forEach(key -> keys.add("--" + key));
        return script.replace("@ACTIONS@", String.join(" ", Actions.ALL))
                .replace("@OF_GROUPS@", String.join(" | ", Actions.OF_GROUPS))
                .replace("@OF_PROCESSES@", String.join(" | ", Actions.OF_PROCESSES))
                .replace(
                        "@OPTIONS@",
                        "-c --configuration -s --serverurl -u --username -p --password -r --history_file -i --interactive"
                                + " -h --help")
                .replace("@COMMANDS@", String.join(" ", commands))
                .replace("@KEYS@", String.join(" ", keys));
    }
}
