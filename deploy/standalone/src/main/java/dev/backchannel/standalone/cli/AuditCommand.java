package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code audit}: the ledger of every signal. */
@Command(
        name = "audit",
        description = "Account for every signal that was accepted; exits 0 only if the ledger balances.")
public final class AuditCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw UserError.failure("audit is not built yet");
    }
}
