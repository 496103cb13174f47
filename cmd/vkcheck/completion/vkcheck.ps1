# Completion of vkcheck for PowerShell, for $PROFILE:
#   vkcheck completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName vkcheck -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $current = if ($wordToComplete) { $wordToComplete } else { '""' }
    & $commandAst.CommandElements[0].ToString() __complete @typed $current 2>$null | ForEach-Object {
        $word, $about = $_ -split "`t", 2
        if ($word -and -not $word.StartsWith(':')) {
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
