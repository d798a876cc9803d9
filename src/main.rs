//! The program: see [`mentorpost::cli`].

fn main() -> std::process::ExitCode {
    mentorpost::cli::main()
}
