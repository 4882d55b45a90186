package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command parses and fails: one line on stderr, exit 2 for a wrong command line, 1 for all else. */
public final class CommandLines {
    private static final String DEBUG_VARIABLE = "BACKCHANNEL_DEBUG";

    private CommandLines() {}

    public static CommandLine of(Object root) {
        CommandLine commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUnmatchedOptionsArePositionalParams(false);
        commandLine.setParameterExceptionHandler(CommandLines::wrongCommandLine);
        commandLine.setExecutionExceptionHandler(CommandLines::failed);
        addHelp(commandLine);
        return commandLine;
    }

    private static void addHelp(CommandLine commandLine) {
        commandLine.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
        commandLine.getCommandSpec().usageMessage().width(110).abbreviateSynopsis(true);
        commandLine.getSubcommands().values().forEach(CommandLines::addHelp);
    }

    private static int wrongCommandLine(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        String message = String.valueOf(problem.getMessage()).lines().collect(Collectors.joining(" "));
        command.getErr()
                .println(name(command) + ": " + message + suggestion(problem, command) + " (see '" + name(command)
                        + " --help')");
        command.getErr().flush();
        return 2;
    }

    private static String suggestion(ParameterException problem, CommandLine command) {
        if (!(problem instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return "";
        }
        String word = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        List<String> known =
                new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
        if (!word.startsWith("-")) {
            known = new ArrayList<>(command.getSubcommands().keySet());
        }
        return Nearest.suggestion(word, known);
    }

    private static int failed(Exception problem, CommandLine command, ParseResult parsed) {
        if (isVerbose(parsed)) {
            problem.printStackTrace(command.getErr());
        }
        command.getErr().println(name(command) + ": " + message(problem));
        command.getErr().flush();
        return problem instanceof UserError userError ? userError.exitCode() : 1;
    }

    private static @Nullable String message(Exception problem) {
        String text = problem.getMessage();
        if (problem instanceof UserError) {
            return text;
        }
        String line = text == null || text.isBlank()
                ? problem.getClass().getSimpleName()
                : text.lines().findFirst().get();
        return line + " (add --verbose for the details)";
    }

    private static boolean isVerbose(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
            if (at.hasMatchedOption("--verbose")) {
                return true;
            }
        }
        return System.getenv(DEBUG_VARIABLE) != null;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ");
    }
}
