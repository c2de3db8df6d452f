package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpException;

/// Something wrong with an attribute that the session survived: for the log and for metrics.
///
/// @param type the attribute's type, 0 where the list as a whole is malformed
public record AttributeFault(int type, AttributeVerdict verdict, BgpException cause) {

    /// Routes are taken for withdrawn because of it.
    public boolean withdraws() {
        return verdict != AttributeVerdict.DISCARD;
    }

    @Override
    public String toString() {
        String what =
                switch (verdict) {
                    case DISCARD -> "attribute left out";
                    case TREAT_AS_WITHDRAW -> "routes withdrawn";
                    case RESET -> "session reset";
                };
        return what + ": " + cause.getMessage() + " [" + cause.error() + "]";
    }
}
